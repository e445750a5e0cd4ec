using System.Globalization;
using System.Text.Json;

namespace Proxima.EndToEnd.PowerDns;

/// <summary>
/// The main job through PowerDNS alone: nobody asks the node's own port. A client network that PowerDNS hands over by the pipe or the remote
/// backend is measured by the agents, and the answers through PowerDNS follow. World, PowerDNS, node and agents are real.
/// </summary>
public sealed class MeasuringTests
{
    private const string Www = "www.example.org";

    private static readonly Place Node = new("node", 0, 0, 90), Resolver = new("resolver", 0, 0, 91);
    private static readonly Place Amsterdam = new("ams", 0, 0, 1), NewYork = new("nyc", 0, 0, 2);
    private static readonly Place Boston = new("boston", 0, 0, 101), London = new("london", 0, 0, 102);

    [Theory]
    [InlineData("pipe")]
    [InlineData("http")]
    public async Task Networks_seen_by_PowerDNS_are_measured_and_its_answers_follow(string backend)
    {
        Require.Root();
        PowerDnsServer.Require();
        await using var world = await World.Up(Describe());
        using var temporary = new TemporaryFolder("proxima-e2e-");
        var folder = temporary.Path;
        await WriteFiles(folder);
        await using var node = world.Host(Node.Name).Start(Repository.Program("proximad"), "--config", Path.Combine(folder, "proxima.conf"));
        await Until.Holds(() => File.Exists(Path.Combine(folder, "state", "snapshot")), Deadlines.Measured, () => node.Log);
        await using var amsterdam = StartAgent(world, Amsterdam, folder);
        await using var newYork = StartAgent(world, NewYork, folder);
        await using var server = await StartPowerDns(world, folder, backend);

        // The configured order until something is measured.
        await Until.Holds(async () => await Ask(world, Boston) == Amsterdam.IPv4, Deadlines.Measured, () => server.Log);
        await Until.Holds(async () => await Ask(world, Boston) == NewYork.IPv4, Deadlines.Measured, () => $"{server.Log}\n{node.Log}\n{newYork.Log}");
        await Until.Holds(async () => await Ask(world, London) == Amsterdam.IPv4, Deadlines.Measured, () => $"{server.Log}\n{node.Log}\n{amsterdam.Log}");

        var counters = await Counters(world, folder);
        Assert.Equal(0, counters.GetProperty("udp_queries").GetInt64() + counters.GetProperty("tcp_queries").GetInt64());
        Assert.True(counters.GetProperty("power_dns_questions").GetInt64() >= 3, counters.ToString());
        Assert.True(counters.GetProperty("steered").GetInt64() >= 3, counters.ToString());
        if (backend == "pipe")
        {
            await KilledCoprocessesLeaveNoReport(world, folder, server);
        }
    }

    private static async Task KilledCoprocessesLeaveNoReport(World world, string folder, BackgroundProcess server)
    {
        var reports = Path.Combine(folder, "state", "reports");
        var before = Directory.GetFiles(reports);
        Assert.NotEmpty(before);
        var children = await Finished.Run("ps", "-o", "pid=", "--ppid", server.Id.ToString(CultureInfo.InvariantCulture));
        await Finished.Run("kill", ["-9", .. children.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)]);
        await Until.Holds(() => !Directory.GetFiles(reports).Intersect(before).Any(), Deadlines.Measured, () => string.Join(' ', Directory.GetFiles(reports)));
        await Until.Holds(async () => await Ask(world, Boston) == NewYork.IPv4, Deadlines.Measured, () => server.Log);
        Assert.True((await Counters(world, folder)).GetProperty("power_dns_questions").GetInt64() >= 3);
    }

    private static async Task<string> Ask(World world, Place client)
    {
        var reply = await Dig.Ask(world.Host(Resolver.Name), $"@{Node.IPv4}", Www, "A", $"+subnet={client.IPv4Network}");
        return reply.Addresses is [var address, ..] ? address.ToString() : reply.Status;
    }

    private static async Task<JsonElement> Counters(World world, string folder)
    {
        var finished = await world.Host(Node.Name).Run(Repository.Program("proxima"), "status", "--json", "--state", Path.Combine(folder, "state"), "--token-file", Path.Combine(folder, "token"));
        Assert.True(finished.ExitCode == 0, finished.Errors);
        return JsonDocument.Parse(finished.Output).RootElement.GetProperty("counters");
    }

    private static BackgroundProcess StartAgent(World world, Place site, string folder) => world.Host(site.Name).Start(
        Repository.Program("proxima"), "agent", "--site", site.Name, "--peer", $"http://{Node.IPv4}:8053", "--token-file", Path.Combine(folder, "token"), "--interval", "2s");

    private static async Task<BackgroundProcess> StartPowerDns(World world, string folder, string backend)
    {
        var printed = await PowerDnsFiles.Proxima("pdns", "config", "--snapshot", Path.Combine(folder, "state", "snapshot"), "--zones", Path.Combine(folder, "zones"));
        var conf = backend == "pipe" ? PowerDnsServer.Patient(printed) : $"""
            launch=remote,bind
            remote-connection-string=http:url=http://127.0.0.1:8053/pdns,post=1,post_json=1,timeout=30000
            zone-cache-refresh-interval=0
            consistent-backends=no
            edns-subnet-processing=yes
            cache-ttl=0
            query-cache-ttl=0
            bind-config={folder}/zones/bind.conf

            """;
        await File.WriteAllTextAsync(Path.Combine(folder, "pdns.conf"), conf);
        Directory.CreateDirectory(Path.Combine(folder, "sock"));
        return world.Host(Node.Name).Start(
            "pdns_server", $"--config-dir={folder}", "--daemon=no", "--guardian=no", "--disable-syslog=yes", $"--socket-dir={folder}/sock",
            $"--local-address={Node.IPv4}", "--local-port=53", "--security-poll-suffix=");
    }

    private static async Task WriteFiles(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "a-token-only-this-test-knows-0123456789\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "example.org.zone"), """
            $ORIGIN example.org.
            $TTL 3600
            @ IN SOA ns1.example.net. hostmaster 7 7200 3600 1209600 60
            @ IN NS  ns1.example.net.

            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "steering.yaml"), $$"""
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { ams: {}, nyc: {} }
            pools: { web: { endpoints: [ { site: ams, address: {{Amsterdam.IPv4}} }, { site: nyc, address: {{NewYork.IPv4}} } ] } }
            policies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }
            names: [ { name: {{Www}}, pool: web, policy: near, ttl: 5 } ]

            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "proxima.conf"), $"""
            [Node]
            State = {folder}/state
            [DNS]
            Listen = 127.0.0.1:5300
            Workers = 1
            [API]
            Listen = 0.0.0.0:8053
            TokenFile = token
            [Steering]
            File = steering.yaml
            [Measure]
            Dwell = 1s
            [Publish]
            Interval = 1s

            """);
    }

    private static string Describe() => string.Join('\n',
    [
        "seed 7",
        .. new[] { Node, Resolver, Amsterdam, NewYork, Boston, London }.Select(place => place.WorldLine),
        "set * * rtt=10ms",
        "set boston ams rtt=85ms",
        "set boston nyc rtt=10ms",
        "set london ams rtt=10ms",
        "set london nyc rtt=75ms",
        "",
    ]);
}
