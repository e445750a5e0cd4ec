using System.Net;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;
using Proxima.Tests.Control.Peers;

namespace Proxima.Tests.Tool;

/// <summary><c>check.client.latency</c>: one pass from real nodes' wishes to real nodes' stores.</summary>
public sealed class LatencyCheckTests : IAsyncLifetime
{
    // The pass is a program of its own, with the machine's clock.
    private readonly Cluster cluster = new(DateTimeOffset.UtcNow);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_pass_measures_what_any_node_has_seen_and_writes_to_every_node_once_later_where_one_is_away()
    {
        await cluster.StartAsync("a");
        await cluster.StartAsync("b");
        cluster["a"].Node.Measuring.Targets.Observe([new SeenNetwork(Prefix.Parse("127.0.1.0/24"), Prefix.Parse("127.0.1.1"), 5)], cluster.Now);
        cluster["b"].Node.Measuring.Targets.Observe([new SeenNetwork(Prefix.Parse("127.0.2.0/24"), Prefix.Parse("127.0.2.1"), 3)], cluster.Now);
        await cluster["a"].Node.Peers.RefreshAsync(TestContext.Current.CancellationToken);

        var run = await PassAsync();
        Assert.Equal(1, run.Code);
        Assert.Contains("2 networks measured from fra for 4 nodes; not reached: " + cluster.Address("c").AbsoluteUri.TrimEnd('/'), run.Error, StringComparison.Ordinal);
        Assert.Equal(2, cluster.Stored("a").Count);
        Assert.Equal(cluster.Stored("a"), cluster.Stored("b"));

        await cluster.StartAsync("c");
        run = await PassAsync();
        Assert.Equal(0, run.Code);
        Assert.Contains("not reached: none", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, cluster.Stored("a").Count);
        Assert.Equal(cluster.Stored("a"), cluster.Stored("b"));
        Assert.Equal(cluster.Stored("a"), cluster.Stored("c"));
    }

    [Fact]
    public async Task With_DEBUG_in_the_bash_file_a_pass_tells_what_it_measured()
    {
        await cluster.StartAsync("a");
        cluster["a"].Node.Measuring.Targets.Observe([new SeenNetwork(Prefix.Parse("127.0.1.0/24"), Prefix.Parse("127.0.1.1"), 5)], cluster.Now);
        Assert.DoesNotContain("127.0.1.0/24", (await PassAsync()).Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^127\.0\.1\.0/24: \d+\.\d ms, icmp$", (await PassAsync("DEBUG=1\n")).Error);
    }

    [Fact]
    public async Task A_pass_that_meets_the_last_one_ends_at_once_and_says_so()
    {
        await cluster.StartAsync("a");
        var spool = Directory.CreateDirectory(Path.Combine(cluster.State("a"), "check-client-latency")).FullName;
        using (new FileStream(Path.Combine(spool, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            var run = await PassAsync();
            Assert.Equal((1, $"the last pass still runs ({spool}/lock is held): this one ends\n"), (run.Code, run.Error));
        }
    }

    [Theory]
    [InlineData("[Peers]\nKey = a-key-that-only-this-test-knows-0123456789\n", "no site to measure from")]
    [InlineData("[Measure]\nSite = fra\n", "no key, expected KeyFile = FILE in [Peers] of the settings")]
    [InlineData("[Measure]\nSte = fra\n", "unknown key 'Ste' in [Measure]")]
    public async Task What_is_missing_in_the_settings_is_named(string settings, string expected)
    {
        var config = Path.Combine(Directory.CreateDirectory(cluster.State("x")).FullName, "proxima.conf");
        await File.WriteAllTextAsync(config, settings, TestContext.Current.CancellationToken);
        var run = ToolRun.Of("check", "client-latency", "--config", config);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private async Task<ToolRun> PassAsync(string clusterFile = "")
    {
        var config = cluster.State("a") + ".conf";
        await File.WriteAllTextAsync(cluster.State("a") + ".cluster", clusterFile);
        await File.WriteAllTextAsync(config, $"""
            [Node]
            State = {cluster.State("a")}
            [Measure]
            Site = fra
            [Peers]
            Key = {Cluster.Key}
            Listen = {IPEndPoint.Parse($"127.0.0.1:{cluster.Ports["a"]}")}
            ClusterFile = {cluster.State("a")}.cluster
            Hosts = localhost:{cluster.Ports["a"]}, 127.0.0.1:{cluster.Ports["b"]}, 127.0.0.1:{cluster.Ports["c"]}
            """);
        return await Task.Run(() => ToolRun.Of("check.client.latency", "--config", config));
    }
}
