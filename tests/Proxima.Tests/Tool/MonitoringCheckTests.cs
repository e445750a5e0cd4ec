using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Health;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Settings;

namespace Proxima.Tests.Tool;

/// <summary><c>check.monitoring</c> against real TCP listeners on loopback addresses.</summary>
public sealed class MonitoringCheckTests : IDisposable
{
    private readonly TextFolder folder = new();
    private readonly TcpListener first = new(IPAddress.Parse("127.0.0.2"), 0);
    private TcpListener? second;

    public MonitoringCheckTests()
    {
        first.Start();
        folder.Write("example.org.zone", "$ORIGIN example.org.\n$TTL 3600\n@ IN SOA ns1 host 7 2 3 4 5\n@ IN NS ns1\nns1 IN A 192.0.2.53\n");
        folder.Write("steering.yaml", $$"""
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { fra: {}, nyc: {} }
            monitors: { port: { kind: tcp, port: {{Port}}, interval: 5s, timeout: 1s, fall: 2, rise: 1 } }
            pools:
              web: { monitor: port, endpoints: [ { name: fra, site: fra, address: 127.0.0.2 }, { name: nyc, site: nyc, address: 127.0.0.3 } ] }
              unwatched: { endpoints: [ { site: fra, address: 127.0.0.4 } ] }
            policies: { near: { chain: [ healthy ] } }
            names: [ { name: www.example.org, pool: web, policy: near } ]
            """);
        folder.Write("proxima.conf", "[Node]\nState = state\n[Steering]\nFile = steering.yaml\n");
        Directory.CreateDirectory(State);
    }

    private string State => Path.Combine(folder.Root, "state");

    private int Port => ((IPEndPoint)first.LocalEndpoint).Port;

    public void Dispose()
    {
        first.Stop();
        second?.Stop();
        folder.Dispose();
    }

    [Fact]
    public void Endpoints_are_probed_once_and_the_worst_pool_is_the_state()
    {
        StartSecond();
        var run = Check();
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^MONITORING OK - 2 of 2 endpoints answer; proximad does not run, and there is no snapshot.* \| 'web/fra'=0\.\d{6}s 'web/nyc'=0\.\d{6}s\nOK: web/fra 127\.0\.0\.2: answers\n", run.Output);

        Stop(second!);
        run = Check();
        Assert.Equal(1, run.Code);
        Assert.Contains("WARNING: web/nyc 127.0.0.3:", run.Output, StringComparison.Ordinal);

        Stop(first);
        run = Check();
        Assert.Equal(2, run.Code);
        Assert.Contains("CRITICAL: web/fra 127.0.0.2:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, "2 of 2 endpoints answer")]
    [InlineData(2, 2, "0 of 2 endpoints answer")]
    public void An_endpoint_with_several_monitors_is_well_when_as_many_say_so_as_the_pool_asks_for(int need, int code, string summary)
    {
        StartSecond();
        var text = File.ReadAllText(folder.Root + "/steering.yaml")
            .Replace("monitors: {", "monitors: { web: { kind: http, port: 1, interval: 5s, timeout: 1s }, beat: { kind: push, interval: 5s, timeout: 1s }, ", StringComparison.Ordinal)
            .Replace("monitor: port,", $"monitor: {{ at-least: {need}, of: [port, web, beat] }},", StringComparison.Ordinal);
        folder.Write("steering.yaml", text);
        var run = Check();
        Assert.Equal((code, summary), (run.Code, System.Text.RegularExpressions.Regex.Match(run.Output, @"\d of \d endpoints answer").Value));
        Assert.Contains("'web/fra port'=0.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("heartbeat", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void While_no_node_runs_passes_keep_the_health_file_by_the_rule_of_fall_and_rise()
    {
        Assert.Equal(0, ToolRun.Of("snapshot", "build", "--zones", folder.Root + "/steering.yaml", "--out", State + "/snapshot").Code);
        StartSecond();
        Assert.Contains("proximad does not run; 2 changes written", Check().Output, StringComparison.Ordinal);
        Assert.Equal((EndpointStatus.Up, EndpointStatus.Up), Health());

        Stop(second!);
        Check();
        Assert.Equal((EndpointStatus.Up, EndpointStatus.Up), Health());
        Assert.Contains("1 change written", Check().Output, StringComparison.Ordinal);
        Assert.Equal((EndpointStatus.Up, EndpointStatus.Down), Health());

        StartSecond();
        Check();
        Assert.Equal((EndpointStatus.Up, EndpointStatus.Up), Health());
    }

    [Fact]
    public void While_a_node_runs_the_health_file_is_its_own()
    {
        Assert.Equal(0, ToolRun.Of("snapshot", "build", "--zones", folder.Root + "/steering.yaml", "--out", State + "/snapshot").Code);
        using var node = new FileStream(State + "/lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("proximad runs and keeps the health of endpoints itself", Check().Output, StringComparison.Ordinal);
        Assert.False(File.Exists(State + "/health"));
    }

    [Fact]
    public void An_error_of_the_files_is_UNKNOWN()
    {
        folder.Write("proxima.conf", "[Node]\nState = state\n[Stering]\nFile = steering.yaml\n");
        var run = Check();
        Assert.Equal(3, run.Code);
        Assert.Contains("MONITORING UNKNOWN - ", run.Output, StringComparison.Ordinal);
        Assert.Contains("unknown section 'Stering', expected", run.Output, StringComparison.Ordinal);
    }

    private ToolRun Check() => ToolRun.Of("check.monitoring", "--config", folder.Root + "/proxima.conf");

    private (EndpointStatus, EndpointStatus) Health()
    {
        Assert.True(SnapshotFile.TryOpen(State + "/snapshot", out var snapshot, out var problem), problem);
        using (snapshot)
        using (var health = HealthFile.OpenForReading(State + "/health"))
        {
            EndpointStatus Of(string name) => health.Table.StatusOf(snapshot!.Steering.SlotOf(Enumerable.Range(0, snapshot.Steering.EndpointCount).First(i => snapshot.Steering.EndpointName(i) == name)));
            return (Of("fra"), Of("nyc"));
        }
    }

    /// <summary>
    /// Returns when nobody answers there: a program that another test is starting just now has a copy of the socket until it is its own
    /// (between fork and exec), and the kernel takes connections to it as long.
    /// </summary>
    private static void Stop(TcpListener listener)
    {
        var address = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (IsAnswered(address))
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(60), $"{address} still answers");
        }
    }

    private static bool IsAnswered(IPEndPoint address)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void StartSecond()
    {
        second = new TcpListener(IPAddress.Parse("127.0.0.3"), Port);
        second.Start();
    }
}
