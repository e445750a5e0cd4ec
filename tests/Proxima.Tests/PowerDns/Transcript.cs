using System.Buffers;
using System.Text;
using Proxima.Engine.Health;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Answering.Scenarios;
using Proxima.Tests.Snapshots;

namespace Proxima.Tests.PowerDns;

/// <summary>
/// One file of tests/golden/pdns: zones and steering as in a scenario, then, behind the line TRANSCRIPT, what PowerDNS writes (<c>&gt;</c>)
/// and what it must read (<c>&lt;</c>). <c>;</c> starts a comment line.
/// </summary>
internal sealed record Transcript(Scenario Ground, IReadOnlyList<Transcript.Turn> Turns)
{
    internal sealed record Turn(string Line, List<string> Replies);

    public static Transcript Parse(string text)
    {
        var halves = text.Split("TRANSCRIPT\n", 2);
        var turns = new List<Turn>();
        foreach (var line in halves[1].Split('\n').Where(line => line.Length > 0 && line[0] != ';'))
        {
            if (line[0] == '>')
            {
                turns.Add(new Turn(line.Length > 2 ? line[2..] : string.Empty, []));
            }
            else
            {
                turns[^1].Replies.Add(line[2..]);
            }
        }

        Assert.NotEmpty(turns);
        return new Transcript(Scenario.Parse(halves[0]), turns);
    }

    public byte[] File(HealthTable health) => TestSnapshot.FileOf(Ground.Steering.Model(), Ground.Steering.Latency(), health, [.. Ground.Zones]);

    public Snapshot Snapshot(HealthTable health) => TestSnapshot.Open(File(health));

    public static List<string> Ask(PipeSession session, string line)
    {
        var output = new ArrayBufferWriter<byte>();
        session.Answer(Encoding.Latin1.GetBytes(line), output);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.EndsWith("\n", text);
        return [.. text[..^1].Split('\n')];
    }
}
