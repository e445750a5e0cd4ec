using System.Net;
using System.Net.Sockets;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Steering;

namespace Proxima.Tool.Checks;

/// <summary>How a peer's name server does. Wrong and silent ones are to leave the NS answers.</summary>
internal enum NameServerHealth
{
    Well,

    /// <summary>It answers, with another serial than most: on its way to new content, or stuck.</summary>
    Behind,
    Silent,
    Wrong,
}

/// <summary>What one peer's DNS was found to be; <paramref name="Serial"/> is that of its SOA.</summary>
internal sealed record NameServerFinding(string Host, IReadOnlyList<IPAddress> Addresses, NameServerHealth Health, string Detail, uint? Serial, TimeSpan? Rtt);

/// <summary>What is asked of every peer: the SOA of <paramref name="Zone"/>, and a steered name, which must lead to addresses of its pool.</summary>
internal sealed record NameServerQuestions(DomainName Zone, SteeredName Name, IReadOnlyList<IPAddress> Known, int Port, TimeSpan Timeout)
{
    public RecordType Type => Known.Any(address => address.AddressFamily == AddressFamily.InterNetwork) ? RecordType.A : RecordType.AAAA;
}

/// <summary><c>check.dns</c>: asks every peer's DNS the same two questions, as a client would, and compares.</summary>
internal sealed class NameServerPass(NameServerQuestions questions)
{
    public const string Service = "DNS";

    public async Task<IReadOnlyList<NameServerFinding>> RunAsync(IEnumerable<string> hosts, CancellationToken cancellation)
    {
        var findings = await Task.WhenAll(hosts.Select(host => FindAsync(host, cancellation)));
        var serials = findings.Where(finding => finding.Serial is not null).GroupBy(finding => finding.Serial).OrderByDescending(same => same.Count()).ThenByDescending(same => same.Key).ToList();
        return [.. findings.Select(finding => finding.Health == NameServerHealth.Well && finding.Serial != serials[0].Key
            ? finding with { Health = NameServerHealth.Behind, Detail = $"serial {finding.Serial}, others have {serials[0].Key}" }
            : finding)];
    }

    public static PluginReport Judge(IReadOnlyList<NameServerFinding> findings)
    {
        var report = new PluginReport(Service);
        foreach (var finding in findings)
        {
            var state = finding.Health switch
            {
                NameServerHealth.Well => PluginState.Ok,
                NameServerHealth.Behind => PluginState.Warning,
                _ => PluginState.Critical,
            };
            report.Add(state, $"{finding.Host}: {finding.Detail}");
            report.AddFigure(finding.Host, finding.Rtt);
        }

        return report;
    }

    /// <summary>A host with several addresses is well when one of them is and none is wrong: clients try them all, but believe each.</summary>
    private async Task<NameServerFinding> FindAsync(string host, CancellationToken cancellation)
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host, out var address) ? [address] : await System.Net.Dns.GetHostAddressesAsync(host, cancellation);
        }
        catch (SocketException failure)
        {
            return new NameServerFinding(host, [], NameServerHealth.Silent, $"its address is not known: {failure.Message}", null, null);
        }

        var all = await Task.WhenAll(addresses.Select(address => FindAsync(host, address, cancellation)));
        var worst = all.FirstOrDefault(finding => finding.Health == NameServerHealth.Wrong) ?? all.MinBy(finding => finding.Health)!;
        return worst with { Addresses = addresses };
    }

    private async Task<NameServerFinding> FindAsync(string host, IPAddress address, CancellationToken cancellation)
    {
        var server = new IPEndPoint(address, questions.Port);
        var soa = await NameServerAnswer.AskAsync(server, new Question(questions.Zone, RecordType.SOA, RecordClass.IN), questions.Timeout, cancellation);
        if (soa.Message is null)
        {
            return new NameServerFinding(host, [address], NameServerHealth.Silent, soa.Trouble, null, null);
        }

        var serial = soa.Message.Answers.Select(record => record.Data).OfType<SoaRecord>().FirstOrDefault()?.Serial;
        if (Refusal(soa.Message) is { } refused || serial is null)
        {
            return new NameServerFinding(host, [address], NameServerHealth.Wrong, $"SOA of {questions.Zone}: {Refusal(soa.Message) ?? "no SOA record"}", null, soa.Rtt);
        }

        var steered = await NameServerAnswer.AskAsync(server, new Question(questions.Name.Name, questions.Type, RecordClass.IN), questions.Timeout, cancellation);
        if (steered.Message is null)
        {
            return new NameServerFinding(host, [address], NameServerHealth.Silent, $"{questions.Name.Name}: {steered.Trouble}", serial, soa.Rtt);
        }

        var found = steered.Message.Answers.Select(record => AddressOf(record.Data)).OfType<IPAddress>().ToList();
        var strange = found.Where(one => !questions.Known.Contains(one)).ToList();
        var fault = Refusal(steered.Message)
            ?? (found.Count == 0 ? "no address" : null)
            ?? (strange.Count > 0 ? $"{strange[0]} is no address of pool {questions.Name.Pool}" : null);
        return fault is null
            ? new NameServerFinding(host, [address], NameServerHealth.Well, $"serial {serial}, {questions.Name.Name} is {string.Join(' ', found)}", serial, soa.Rtt)
            : new NameServerFinding(host, [address], NameServerHealth.Wrong, $"{questions.Name.Name}: {fault}", serial, soa.Rtt);
    }

    private static string? Refusal(Message message) =>
        message.Rcode != Rcode.NoError ? $"response {message.Rcode}" : !message.Flags.IsAuthoritative ? "not authoritative" : null;

    private static IPAddress? AddressOf(RecordData record) => record switch
    {
        ARecord a => a.Address,
        AaaaRecord aaaa => aaaa.Address,
        _ => null,
    };
}
