using System.Globalization;
using System.Text.Json;
using Proxima.EndToEnd.PowerDns;

namespace Proxima.EndToEnd.Cluster;

/// <summary>
/// One server of the article: its INI file, its bash file with PEERS, PowerDNS with bind and pipe, memcached, and proximad with
/// MariaDB. Each program is a process of its own in the server's network namespace.
/// </summary>
internal sealed class ClusterNode(World world, Place place, string folder)
{
    public const string Key = "e2e-cluster-key-that-only-this-test-knows";

    public string Name => place.Name;

    public Place Place => place;

    /// <summary>The node's own settings.</summary>
    public string Config => In("proxima.conf");

    /// <summary>The article's INI file, which PowerDNS's coprocesses read.</summary>
    private string Plugin => In("latency.pdns.plugin.conf");

    public string State => In("state");

    public string BindZone => In("zones/example.org.zone");

    public BackgroundProcess Daemon { get; private set; } = null!;

    public BackgroundProcess PowerDns { get; private set; } = null!;

    public BackgroundProcess Memcached { get; private set; } = null!;

    private Host Host => world.Host(place.Name);

    public string Log => $"--- {Name} proximad:\n{Tail(Daemon?.Log)}\n--- {Name} pdns_server:\n{Tail(PowerDns?.Log)}";

    /// <summary>The files a person would write.</summary>
    public async Task WriteAsync(ClusterMap map, string databaseSocket)
    {
        Directory.CreateDirectory(In("socket"));
        await File.WriteAllTextAsync(In("peers.key"), Key + "\n");
        await File.WriteAllTextAsync(In("cluster"), $"MYSQL_DB=latency\nPEERS=('ns1.isp.net' '{map.Nodes[1].IPv4}' \"ns3.isp.net\")\n");
        await File.WriteAllTextAsync(In("example.org.zone"), """
            $ORIGIN example.org.
            $TTL 3600
            @       IN SOA ns1.isp.net. hostmaster.isp.net. 7 7200 3600 1209600 60
            @       IN NS  ns1.isp.net.
            @       IN NS  ns2.isp.net.
            @       IN NS  ns3.isp.net.
            static  IN A   192.0.2.200
            www  5  IN TXT "beside the steered addresses"

            """);
        await File.WriteAllTextAsync(In("steering.yaml"), $$"""
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { ams: {}, nyc: {}, sin: {} }
            monitors: { ping: { kind: icmp, interval: 3s, timeout: 3s, fall: 4, rise: 1 } }
            pools:
              web:
                monitor: ping
                endpoints:
            {{string.Join('\n', map.Nodes.Select(node => $"      - {{ name: {node.Name}, site: {node.Name}, address: {node.IPv4} }}"))}}
            policies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }
            names: [ { name: www.example.org, pool: web, policy: near, ttl: 5 } ]

            """);
        var database = $"""
            [DB]
            Type = mysql
            Server = {databaseSocket}
            User = root
            Database = {Name}

            """;
        await File.WriteAllTextAsync(Plugin, $"""
            [Application]
            Version = 1.2.0
            Debug = false
            [DNS]
            Zone = example.org
            Email = hostmaster@isp.net
            NS1 = ns1.isp.net
            NS2 = ns2.isp.net
            NS3 = ns3.isp.net
            TTL = 5
            {database}
            [Memcached]
            Server = 127.0.0.1
            Port = 11211
            TTL = 3

            """);
        await File.WriteAllTextAsync(Config, $"""
            [Node]
            Name = {Name}
            State = {State}
            [DNS]
            Listen = 127.0.0.1:5300
            Workers = 1
            {database}
            [Steering]
            File = steering.yaml
            [Measure]
            Site = {Name}
            Interval = 2s
            Dwell = 2s
            [Publish]
            Interval = 1s
            [Peers]
            KeyFile = peers.key
            ClusterFile = cluster

            """);
    }

    public void StartDaemon() => Daemon = Host.Start(Repository.Program("proximad"), "--config", Config);

    public void StartMemcached() => Memcached = Host.Start("memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", "11211", "-U", "0", "-m", "16");

    /// <summary>PowerDNS by the lines and the zone that <c>proxima pdns config</c> writes for this node.</summary>
    public async Task StartPowerDnsAsync()
    {
        await Until.Holds(() => File.Exists(Path.Combine(State, "snapshot")) || Daemon.HasExited, Deadlines.Step, () => Log);
        Assert.False(Daemon.HasExited, Log);
        var lines = await PowerDnsFiles.Proxima("pdns", "config", "--snapshot", Path.Combine(State, "snapshot"), "--config", Plugin, "--zones", In("zones"));
        await File.WriteAllTextAsync(In("pdns.conf"), PowerDnsServer.Patient(lines));
        PowerDns = Host.Start(
            "pdns_server", $"--config-dir={folder}", "--daemon=no", "--guardian=no", "--disable-syslog=yes", $"--socket-dir={In("socket")}",
            $"--local-address={place.IPv4}", "--local-port=53", "--security-poll-suffix=");
    }

    /// <summary>A command at this server, as cron would run it.</summary>
    public Task<Finished> Proxima(params string[] arguments) => Host.Run([Repository.Program("proxima"), .. arguments]);

    public async Task<JsonElement> Status()
    {
        var finished = await Proxima("status", "--json", "--state", State);
        Assert.True(finished.ExitCode == 0, $"{finished.Output}{finished.Errors}\n{Log}");
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    /// <summary>Samples that wait for any peer.</summary>
    public async Task<long> Waiting() =>
        (await Status()).GetProperty("peers").GetProperty("list").EnumerateArray().Sum(peer => peer.GetProperty("waiting").GetInt64());

    public async Task KillCoprocesses()
    {
        var children = await Finished.Run("ps", "-o", "pid=", "--ppid", PowerDns.Id.ToString(CultureInfo.InvariantCulture));
        await Finished.Run("kill", ["-9", .. children.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)]);
    }

    public async Task StopAsync()
    {
        foreach (var process in new[] { PowerDns, Daemon, Memcached }.Where(process => process is not null))
        {
            await process.DisposeAsync();
        }
    }

    private string In(string name) => Path.Combine(folder, name);

    private static string Tail(string? log) => log is null ? "not started" : log.Length <= 3000 ? log : log[^3000..];
}
