using System.Net;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Tests.Dns;
using Proxima.Tests.Settings;

namespace Proxima.Tests.Tool;

/// <summary><c>check.dns</c> against name servers on loopback addresses: what Nagios reads, and who leaves the NS answers.</summary>
public sealed class DnsCheckTests : IDisposable
{
    private const string Steered = "www.example.org.", Good = "192.0.2.1";

    private readonly TextFolder folder = new();
    private readonly Dictionary<string, LoopbackResponder> servers = [];
    private readonly int port;

    public DnsCheckTests()
    {
        using (var free = new LoopbackResponder(query => query))
        {
            port = free.Port;
        }

        folder.Write("example.org.zone", "$ORIGIN example.org.\n$TTL 3600\n@ IN SOA ns1 host 7 2 3 4 5\n@ IN NS ns1\nns1 IN A 127.0.0.2\n");
        folder.Write("steering.yaml", $$"""
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { fra: {} }
            pools: { web: { endpoints: [ { site: fra, address: {{Good}} } ] } }
            policies: { near: { chain: [ nearest ] } }
            names: [ { name: '*.wild.example.org', pool: web, policy: near }, { name: www.example.org, pool: web, policy: near } ]
            """);
        folder.Write("proxima.conf", """
            [Node]
            State = state
            [Steering]
            File = steering.yaml
            [Peers]
            Key = 0123456789abcdef0123456789abcdef
            Hosts = 127.0.0.2, 127.0.0.3, 127.0.0.4
            """);
        folder.Write("bind.zone", Zone);
    }

    private static string Zone => string.Join('\n',
    [
        "; Made by 'proxima pdns config'. Static records, and for steered names what is answered while steering is not.",
        "example.org.\t3600\tIN\tSOA\tns1.example.org. host.example.org. 7 2 3 4 5",
        "example.org.\t3600\tIN\tNS\tns2.example.org.",
        "example.org.\t3600\tIN\tNS\tns3.example.org.",
        "example.org.\t3600\tIN\tNS\tns4.example.org.",
        "sub.example.org.\t3600\tIN\tNS\tns3.example.org.",
        "ns2.example.org.\t3600\tIN\tA\t127.0.0.2",
        "ns3.example.org.\t3600\tIN\tA\t127.0.0.3",
        "ns4.example.org.\t3600\tIN\tA\t127.0.0.4",
        "",
    ]);

    public void Dispose()
    {
        servers.Values.ToList().ForEach(server => server.Dispose());
        folder.Dispose();
    }

    [Fact]
    public void Peers_that_answer_alike_are_OK_with_a_figure_for_each()
    {
        Start("127.0.0.2");
        Start("127.0.0.3");
        Start("127.0.0.4");
        var run = Check();
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^DNS OK - 3 of 3 peers well; NS answers are not touched \| '127\.0\.0\.2'=0\.\d{6}s '127\.0\.0\.3'=0\.\d{6}s '127\.0\.0\.4'=0\.\d{6}s\n", run.Output);
        Assert.Contains("OK: 127.0.0.3: serial 7, www.example.org. is 192.0.2.1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_with_another_serial_than_most_is_a_warning_and_stays_in_the_answers()
    {
        Start("127.0.0.2");
        Start("127.0.0.3", serial: 6);
        Start("127.0.0.4");
        var run = Check("--zone-file", folder.Root + "/bind.zone");
        Assert.Equal(1, run.Code);
        Assert.Contains("WARNING: 127.0.0.3: serial 6, others have 7", run.Output, StringComparison.Ordinal);
        Assert.Equal(Zone, File.ReadAllText(folder.Root + "/bind.zone"));
    }

    [Fact]
    public void A_wrong_or_silent_peer_leaves_the_NS_answers_and_comes_back_when_it_is_well()
    {
        Start("127.0.0.2");
        Start("127.0.0.3", address: "203.0.113.66");
        Start("127.0.0.4");
        var run = Check("--zone-file", folder.Root + "/bind.zone", "--reload", $"echo read >> {folder.Root}/reloads");
        Assert.Equal(2, run.Code);
        Assert.Contains("CRITICAL: 127.0.0.3: www.example.org.: 203.0.113.66 is no address of pool web", run.Output, StringComparison.Ordinal);
        Assert.Contains("out of the NS answers: ns3.example.org.", run.Output, StringComparison.Ordinal);
        var zone = File.ReadAllLines(folder.Root + "/bind.zone");
        Assert.Equal("; away: example.org.\t3600\tIN\tNS\tns3.example.org.", zone[3]);
        Assert.Equal("sub.example.org.\t3600\tIN\tNS\tns3.example.org.", zone[5]);

        // Silent now, and asked again: nothing new to write.
        Stop("127.0.0.3");
        run = Check("--zone-file", folder.Root + "/bind.zone", "--reload", $"echo read >> {folder.Root}/reloads");
        Assert.Equal(2, run.Code);
        Assert.Equal(zone, File.ReadAllLines(folder.Root + "/bind.zone"));

        Start("127.0.0.3");
        run = Check("--zone-file", folder.Root + "/bind.zone", "--reload", $"echo read >> {folder.Root}/reloads");
        Assert.Equal(0, run.Code);
        Assert.Equal(Zone, File.ReadAllText(folder.Root + "/bind.zone"));
        Assert.Equal(["read", "read"], File.ReadAllLines(folder.Root + "/reloads"));
    }

    [Fact]
    public void The_last_name_server_stays_in_the_answers_however_it_does()
    {
        foreach (var address in new[] { "127.0.0.2", "127.0.0.3", "127.0.0.4" })
        {
            Start(address, rcode: Rcode.ServFail);
        }

        var run = Check("--zone-file", folder.Root + "/bind.zone");
        Assert.Equal(2, run.Code);
        Assert.Contains("CRITICAL: 127.0.0.2: SOA of example.org.: response ServFail", run.Output, StringComparison.Ordinal);
        Assert.Contains("none would be left: NS answers stay", run.Output, StringComparison.Ordinal);
        Assert.Equal(Zone, File.ReadAllText(folder.Root + "/bind.zone"));
    }

    [Fact]
    public void When_all_others_are_silent_it_is_this_node_that_is_cut_off_and_nothing_changes()
    {
        Start("127.0.0.2");
        var run = Check("--zone-file", folder.Root + "/bind.zone");
        Assert.Equal(2, run.Code);
        Assert.Contains("it is this node that is cut off", run.Output, StringComparison.Ordinal);
        Assert.Equal(Zone, File.ReadAllText(folder.Root + "/bind.zone"));
    }

    [Fact]
    public void A_failing_reload_is_a_warning_that_says_what_it_said()
    {
        Start("127.0.0.2");
        Start("127.0.0.4");
        var run = Check("--zone-file", folder.Root + "/bind.zone", "--reload", "echo no such zone >&2; exit 9");
        Assert.Contains("WARNING: 'echo no such zone >&2; exit 9' failed: exit code 9 no such zone", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_checked_is_UNKNOWN_with_the_reason()
    {
        Start("127.0.0.2");
        Start("127.0.0.3");
        Start("127.0.0.4");
        folder.Write("own.zone", "$ORIGIN example.org.\n@ IN NS ns1\n");
        Assert.Equal(3, Check("--zone-file", folder.Root + "/own.zone").Code);
        Assert.Equal("$ORIGIN example.org.\n@ IN NS ns1\n", File.ReadAllText(folder.Root + "/own.zone"));
        Assert.Equal((3, "DNS UNKNOWN - --zone 'nope', expected a zone of the steering file\n"), Result(Check("--zone", "nope")));
        Assert.Equal((3, "DNS UNKNOWN - --name 'nope', expected a steered name in example.org.\n"), Result(Check("--name", "nope")));
        Assert.Equal((3, "DNS UNKNOWN - --timeout '5', expected a duration with its unit, as 10ms, 5s, 2m or 1h\n"), Result(Check("--timeout", "5")));
        Assert.Contains("cannot be read", Result(ToolRun.Of("check.dns", "--config", folder.Root + "/nowhere")).Item2, StringComparison.Ordinal);

        Directory.CreateDirectory(folder.Root + "/state");
        using var last = new FileStream(folder.Root + "/state/check-dns.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var run = Check();
        Assert.Equal((3, $"DNS UNKNOWN - the last pass still runs ({folder.Root}/state/check-dns.lock is held): this one ends\n"), Result(run));
    }

    private static (int, string) Result(ToolRun run) => (run.Code, run.Output);

    private ToolRun Check(params string[] more) => ToolRun.Of(["check", "dns", "--config", folder.Root + "/proxima.conf", "--port", $"{port}", .. more.Contains("--timeout") ? more : ["--timeout", "1s", .. more]]);

    private void Start(string at, uint serial = 7, string address = Good, Rcode rcode = Rcode.NoError) => servers[at] = new LoopbackResponder(
        query =>
        {
            Message.TryRead(query, out var asked, out _);
            var question = asked.Questions[0];
            RecordData data = question.Type == RecordType.SOA
                ? new SoaRecord(DomainName.Parse("ns1.example.org."), DomainName.Parse("host.example.org."), serial, 2, 3, 4, 5)
                : new ARecord(IPAddress.Parse(address));
            Assert.True(question.Type == RecordType.SOA || question.Name.ToString() == Steered);
            return new Message
            {
                Id = asked.Id,
                Flags = new MessageFlags((ushort)(MessageFlags.Response.Bits | (byte)rcode)),
                Questions = asked.Questions,
                Answers = rcode == Rcode.NoError ? [new ResourceRecord(question.Name, question.Type, RecordClass.IN, 60, data)] : [],
            }.Write();
        },
        new IPEndPoint(IPAddress.Parse(at), port));

    private void Stop(string at)
    {
        servers[at].Dispose();
        servers.Remove(at);
    }
}
