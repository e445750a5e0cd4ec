using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary>Every kind of monitor against a real server of its kind, some as they should be and some not, over an emulated path of 20 ms.</summary>
public sealed class MonitorTests : IAsyncLifetime
{
    private const string ApiUrl = "http://10.1.0.1:8053";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-monitors-");
    private World world = null!;
    private Targets targets = null!;
    private BackgroundProcess node = null!;

    private string StateFile => Path.Combine(folder.FullName, "states");

    private Host NodeHost => world.Host("node");

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // the test says so and is skipped
        }

        world = await World.Up("""
            host node   10.1.0.1/16 fd00:1::1/32
            host target 10.2.0.1/16 fd00:2::1/32
            set node target rtt=20ms
            """);
        targets = await Targets.StartAsync(world.Host("target"), folder.FullName);
        await File.WriteAllTextAsync(StateFile, "file/good up\nfile/bad down the disk is full\n");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "steering.yaml"), SteeringText());
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "token"), "a-token-only-this-test-knows-0123456789\n");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "proxima.conf"), """
            [Node]
            State = state
            [DNS]
            Listen = 10.1.0.1:53
            Workers = 1
            [API]
            Listen = 10.1.0.1:8053
            TokenFile = token
            [Steering]
            File = steering.yaml

            """);
        node = NodeHost.Start(Repository.Program("proximad"), "--config", Path.Combine(folder.FullName, "proxima.conf"));
    }

    [Fact]
    public async Task Each_kind_tells_living_servers_from_dead_ones_and_says_why()
    {
        Require.Root();
        foreach (var (tool, package) in (ReadOnlySpan<(string, string)>)[("nginx", "nginx-light"), ("unbound", "unbound"), ("sipp", "sip-tester"), ("kamailio", "kamailio"), ("knotd", "knot"), ("nsd", "nsd"), ("turnserver", "coturn"), ("openssl", "openssl"), ("curl", "curl")])
        {
            Require.Tool(tool, package);
        }

        await BeatAsync("push/good");
        await Expect(
            ("tcp/good", "up", "connected"),
            ("tcp/bad", "down", "refused"),
            ("icmp/good", "up", ""),
            ("http/good", "up", "status 200"),
            ("http/six", "up", "status 200"),
            ("busy/bad", "down", "status 503"),
            ("words/bad", "down", "'all is lost' is not in the body"),
            ("tls/good", "up", "certificate good for"),
            ("tls/bad", "down", "expired 3 days ago"),
            ("days/bad", "down", "at least 30 are asked for"),
            ("trusted/bad", "down", "not trusted"),
            ("named/bad", "down", "certificate of www.example.org, not of www.example.net"),
            ("https/good", "up", "status 200"),
            ("dns/good", "up", "NoError"),
            ("dns-tcp/good", "up", "NoError"),
            ("dns-data/bad", "down", "the answer has 192.0.2.1, not 192.0.2.9"),
            ("dns-name/bad", "down", "NXDomain"),
            ("dns-zone/knot", "up", "NoError"),
            ("dns-zone/nsd", "up", "NoError"),
            ("dns-served/knot", "down", "Refused"),
            ("dns-served/nsd", "down", "Refused"),
            ("dns-alive/knot", "up", "Refused"),
            ("sip/good", "up", "status 200"),
            ("sip/kamailio", "up", "status 200"),
            ("sip/bad", "down", "status 503"),
            ("sip-tcp/good", "up", "status 200"),
            ("sip-tcp/kamailio", "up", "status 200"),
            ("sip-tls/kamailio", "up", "status 200"),
            ("sip-tls/web", "down", ""),
            ("sip-trusted/bad", "down", "not trusted"),
            ("stun/good", "up", "binding success"),
            ("stun/bad", "down", "unreachable"),
            ("exec/good", "up", "TCP OK"),
            ("exec/bad", "down", ""),
            ("endless/bad", "unknown", "printed more than"),
            ("hanging/bad", "unknown", "no result within"),
            ("file/good", "up", "says up"),
            ("file/bad", "down", "the disk is full"),
            ("file/missing", "unknown", "has no line for"),
            ("push/good", "up", "42 calls"),
            ("any/good", "up", ""),
            ("all/bad", "down", ""));

        await targets.StopWebAsync();
        await File.WriteAllTextAsync(StateFile, "file/good dow\n");
        await Expect(
            ("tcp/good", "down", "refused"), ("http/good", "down", "refused"), ("exec/good", "down", "refused"),
            ("file/good", "unknown", "expected ENDPOINT and up, down or unknown"), ("push/good", "down", "older than 5 s"), ("any/good", "up", ""), ("http/six", "up", ""));
    }

    public async ValueTask DisposeAsync()
    {
        if (world is not null)
        {
            await node.DisposeAsync();
            await targets.DisposeAsync();
            await world.DisposeAsync();
        }

        TemporaryFolder.Remove(folder.FullName);
    }

    private async Task BeatAsync(string endpoint) => await Until.Holds(
        async () => (await NodeHost.Run("curl", "-sf", "-X", "POST", "-H", $"Authorization: Bearer {(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "token"))).Trim()}", $"{ApiUrl}/api/v1/heartbeats/{endpoint}?detail=42%20calls")).ExitCode == 0,
        Deadlines.Step, () => $"a heartbeat is taken; the node said:\n{node.Log}");

    private async Task Expect(params (string Endpoint, string Status, string Detail)[] expected)
    {
        List<string> wrong = [];
        var seen = new HashSet<string>();
        await Until.Holds(
            async () =>
            {
                if (!seen.Contains("push/good") && expected.Contains(("push/good", "up", "42 calls")))
                {
                    await BeatAsync("push/good");
                }

                var status = await StatusAsync();
                wrong = [.. expected.Where(one => !seen.Contains(one.Endpoint) && !(status.TryGetValue(one.Endpoint, out var now) && now.Status == one.Status && now.Details.Contains(one.Detail, StringComparison.Ordinal)))
                    .Select(one => $"{one}, but it is {status.GetValueOrDefault(one.Endpoint)}")];
                seen.UnionWith(expected.Select(one => one.Endpoint).Where(endpoint => !wrong.Exists(line => line.StartsWith($"({endpoint},", StringComparison.Ordinal))));
                return wrong.Count == 0;
            },
            Deadlines.Step, () => $"{string.Join('\n', wrong)}\nthe node said:\n{node.Log}\nthe servers said:\n{targets.Logs}");
    }

    private async Task<Dictionary<string, (string Status, string Details)>> StatusAsync()
    {
        var finished = await NodeHost.Run(Repository.Program("proxima"), "status", "--json", "--api", ApiUrl, "--token-file", Path.Combine(folder.FullName, "token"));
        if (finished.ExitCode != 0)
        {
            return [];
        }

        using var status = JsonDocument.Parse(finished.Output);
        return status.RootElement.GetProperty("endpoints").EnumerateArray().ToDictionary(
            endpoint => $"{endpoint.GetProperty("pool")}/{endpoint.GetProperty("endpoint")}",
            endpoint => (endpoint.GetProperty("status").GetString()!, string.Join("; ", endpoint.GetProperty("monitors").EnumerateArray().Select(monitor => monitor.GetProperty("detail").GetString()))));
    }

    private string SteeringText()
    {
        const string pace = "interval: 3s, timeout: 3s, fall: 2, rise: 1";
        (string Pool, string Check, string Endpoints)[] pools =
        [
            ("tcp", "kind: tcp, port: 80", "good 10.2.0.1; bad 10.2.0.2"),
            ("icmp", "kind: icmp", "good 10.2.0.77"),
            ("http", "kind: http, host: www.example.org, body: all is well", "good 10.2.0.1; six 'fd00:2::1'"),
            ("busy", "kind: http, path: /busy", "bad 10.2.0.1"),
            ("words", "kind: http, body: all is lost", "bad 10.2.0.1"),
            ("tls", "kind: tls, name: www.example.org, certificate: dated", "good 10.2.0.3; bad 10.2.0.2"),
            ("days", "kind: tls, name: www.example.org, certificate: dated, days-left: 30", "bad 10.2.0.3"),
            ("trusted", "kind: tls, name: www.example.org", "bad 10.2.0.3"),
            ("named", "kind: tls, name: www.example.net, certificate: dated", "bad 10.2.0.3"),
            ("https", "kind: https, host: www.example.org, certificate: dated", "good 10.2.0.3"),
            ("dns", "kind: dns, name: www.example.org, type: A, answer: 192.0.2.1", "good 10.2.0.4"),
            ("dns-tcp", "kind: dns, name: www.example.org, type: A, answer: 192.0.2.1, transport: tcp", "good 10.2.0.4"),
            ("dns-data", "kind: dns, name: www.example.org, type: A, answer: 192.0.2.9", "bad 10.2.0.4"),
            ("dns-name", "kind: dns, name: nobody.example.org, type: A", "bad 10.2.0.4"),
            ("dns-zone", "kind: dns, name: example.org, type: NS, answer: ns.example.org.", "knot 10.2.0.10; nsd 10.2.0.11"),
            ("dns-served", "kind: dns, name: example.net", "knot 10.2.0.10; nsd 10.2.0.11"),
            ("dns-alive", "kind: dns", "knot 10.2.0.10"),
            ("sip", "kind: sip", "good 10.2.0.5; bad 10.2.0.7; kamailio 10.2.0.9"),
            ("sip-tcp", "kind: sip, transport: tcp", "good 10.2.0.6; kamailio 10.2.0.9"),
            ("sip-tls", "kind: sip, transport: tls, host: www.example.org, certificate: dated", "kamailio 10.2.0.9; web 10.2.0.1"),
            ("sip-trusted", "kind: sip, transport: tls, host: www.example.org", "bad 10.2.0.9"),
            ("stun", "kind: stun", "good 10.2.0.8; bad 10.2.0.1"),
            ("exec", "kind: exec, command: [/usr/lib/nagios/plugins/check_tcp, -H, '{address}', -p, '80']", "good 10.2.0.1; bad 10.2.0.2"),
            ("endless", "kind: exec, command: /usr/bin/yes", "bad 10.2.0.1"),
            ("hanging", "kind: exec, command: [/bin/sleep, '1000']", "bad 10.2.0.1"),
            ("file", $"kind: file, path: {StateFile}", "good 10.2.0.1; bad 10.2.0.2; missing 10.2.0.3"),
            ("push", "kind: push, ttl: 5s", "good 10.2.0.1"),
        ];
        return $$"""
            zones: []
            sites: { there: {} }
            monitors:
            {{Lines(pools.Select(pool => $"  {pool.Pool}: {{ {pool.Check}, {pace} }}"))}}
            pools:
            {{Lines(pools.Select(pool => $"  {pool.Pool}: {{ monitor: {pool.Pool}, endpoints: [{EndpointsOf(pool.Endpoints)}] }}"))}}
              any: { monitor: { any: [tcp, icmp] }, endpoints: [{{EndpointsOf("good 10.2.0.1")}}] }
              all: { monitor: [tcp, icmp], endpoints: [{{EndpointsOf("bad 10.2.0.2")}}] }

            """;
    }

    private static string EndpointsOf(string text) =>
        string.Join(", ", text.Split("; ").Select(one => one.Split(' ')).Select(one => $"{{ name: {one[0]}, site: there, address: {one[1]} }}"));

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
