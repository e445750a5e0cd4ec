using System.Buffers;
using System.Text;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;

namespace Proxima.Engine.PowerDns;

/// <summary>What <c>pdnsutil backend-cmd pipe TEXT</c> can ask (CMD, ABI 5).</summary>
internal sealed class PipeCommands(BackendHall hall)
{
    private const string Usage = "known commands: status | explain NAME [A|AAAA] [IP[/LEN]]";

    public void Run(string text, IBufferWriter<byte> output)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var reply = hall.Current() is not { } snapshot ? "no snapshot"
            : words is ["status"] ? $"snapshot {snapshot.Serial} of {snapshot.CreatedAt:u}, {snapshot.Steering.SteeredCount} steered records, {snapshot.Zones.ZoneCount} zones"
            : words is ["explain", _, ..] ? Explain(words, snapshot)
            : Usage;
        Encoding.UTF8.GetBytes(reply.TrimEnd('\n') + "\n", output);
    }

    private string Explain(string[] words, Snapshot snapshot)
    {
        if (!DomainName.TryParse(words[1], null, out var name, out var problem))
        {
            return problem;
        }

        if (!RecordCatalog.TryParseType(words.ElementAtOrDefault(2) ?? "A", out var type) || !Prefix.TryParse(words.ElementAtOrDefault(3) ?? "127.0.0.1", out var client))
        {
            return Usage;
        }

        var source = client.Length < client.MaxLength ? ClientSource.ClientSubnet : ClientSource.Resolver;
        return SteeredQuestion.TryFind(snapshot, name, type, out var steered, out problem)
            ? ExplanationText.Format(Explanation.Of(snapshot, steered, name, client, source, hall.Health))
            : problem;
    }
}
