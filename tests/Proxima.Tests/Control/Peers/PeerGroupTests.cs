using System.Net;
using System.Text.Json;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Control.Peers;

/// <summary>What one node's agents measure, every node holds, whoever is away for a while.</summary>
public sealed class PeerGroupTests : IAsyncLifetime
{
    private readonly Cluster cluster = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_report_to_one_node_is_in_every_nodes_store_once()
    {
        foreach (var name in "abc")
        {
            await cluster.StartAsync($"{name}");
        }

        Assert.Equal(HttpStatusCode.OK, (await cluster["a"].PostAsync(cluster.Report(1, [1000, 2000]))).Status);
        Assert.Equal(HttpStatusCode.OK, (await cluster["b"].PostAsync(cluster.Report(2, [3000]))).Status);
        await cluster.UntilAsync(() => "abc".All(name => cluster.Stored($"{name}").Count >= 3));

        // Long enough for anything to come round once more, if it did.
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.All("abc", name => Assert.Equal([1000, 2000, 3000], cluster.Stored($"{name}").Order()));
        Assert.Equal(3, cluster["c"].Node.Measuring.Log.Accepted);
        Assert.Equal("fra", cluster["c"].Node.Measuring.Log.Agents.Single().Site);
    }

    [Fact]
    public async Task A_node_that_was_away_gets_what_it_missed_in_order_and_once_even_if_the_sender_was_restarted_meanwhile()
    {
        await cluster.StartAsync("a");
        await cluster.StartAsync("c");
        for (var i = 1; i <= 5; i++)
        {
            await cluster["a"].PostAsync(cluster.Report(i, [(i * 100) + 1, (i * 100) + 2]));
            await PassAsync(TimeSpan.FromSeconds(2));
        }

        // b was never there: c has all, a keeps for b.
        await cluster.UntilAsync(() => cluster.Stored("c").Count == 10);
        Assert.Equal(10, Waiting("a", "b"));
        await cluster.StopAsync("a");
        await cluster.StartAsync("a");
        Assert.Equal(10, Waiting("a", "b"));
        await cluster["a"].PostAsync(cluster.Report(6, [601]));

        await cluster.StartAsync("b");
        await cluster.UntilAsync(() => cluster.Stored("b").Count >= 11);
        await PassAsync(TimeSpan.FromSeconds(5));
        int[] inOrder = [101, 102, 201, 202, 301, 302, 401, 402, 501, 502, 601];
        Assert.Equal(inOrder, cluster.Stored("b"));
        Assert.Equal(inOrder, cluster.Stored("c"));
        Assert.Equal(0, Waiting("a", "b"));
    }

    [Fact]
    public async Task A_node_skips_itself_and_a_peer_that_is_listed_twice()
    {
        Uri Named(string name) => new UriBuilder(cluster.Address(name)) { Host = "localhost" }.Uri;
        await cluster.StartAsync("b");
        await cluster.StartAsync("a", [Named("a"), cluster.Address("a"), Named("b"), cluster.Address("b")]);
        await cluster["a"].PostAsync(cluster.Report(1, [1000]));
        await cluster.UntilAsync(() => cluster.Stored("b").Count >= 1 && Peers("a").Count(peer => peer.GetProperty("skipped").GetBoolean()) == 3);
        await cluster["a"].PostAsync(cluster.Report(2, [2000]));
        await cluster.UntilAsync(() => cluster.Stored("b").Count >= 2);
        await PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal([1000, 2000], cluster.Stored("a"));
        Assert.Equal([1000, 2000], cluster.Stored("b"));
        Assert.Contains(cluster["a"].Lines, line => line.Contains("is skipped: it is this node itself", StringComparison.Ordinal));
        Assert.Contains(cluster["a"].Lines, line => line.Contains("is skipped: it is a node that another entry of the list names already", StringComparison.Ordinal));
        Assert.All(Peers("a"), peer => Assert.Equal(0, peer.GetProperty("waiting").GetInt64()));
    }

    [Fact]
    public async Task A_peer_over_IPv6_is_a_peer()
    {
        await cluster.StartAsync("b", [], listen: IPAddress.IPv6Loopback);
        await cluster.StartAsync("a", [new UriBuilder(cluster.Address("b")) { Host = "[::1]" }.Uri]);
        await cluster["a"].PostAsync(cluster.Report(1, [1000]));
        await cluster.UntilAsync(() => cluster.Stored("b").Count == 1);
    }

    [Fact]
    public async Task A_report_whose_sender_writes_to_all_nodes_itself_is_passed_on_to_nobody()
    {
        await cluster.StartAsync("a");
        await cluster.StartAsync("b");
        await cluster["a"].PostAsync(cluster.Report(1, [1000], more: ",\"to_all\":true"));
        await cluster["a"].PostAsync(cluster.Report(2, [2000]));
        await cluster.UntilAsync(() => cluster.Stored("b").Count > 0);
        Assert.Equal([2000], cluster.Stored("b"));
    }

    [Fact]
    public async Task A_resent_report_is_passed_on_once()
    {
        await cluster.StartAsync("a");
        await cluster.StartAsync("b");
        await cluster["a"].PostAsync(cluster.Report(1, [1000]));
        await cluster["a"].PostAsync(cluster.Report(1, [1000]));
        await cluster["a"].PostAsync(cluster.Report(2, [2000]));
        await cluster.UntilAsync(() => cluster.Stored("b").Contains(2000));
        Assert.Equal([1000, 2000], cluster.Stored("b"));
    }

    [Fact]
    public async Task Samples_of_several_sites_in_one_report_count_for_their_sites_and_those_of_unknown_ones_are_refused()
    {
        await cluster.StartAsync("a", []);
        string At(string site, int rtt) => cluster.Sample(rtt).Replace("\"kind\"", $"\"site\":\"{site}\",\"kind\"", StringComparison.Ordinal);
        string Report(string site, params string[] samples) => $$"""{"batch":"{{1:x32}}","site":"{{site}}","sent_at":{{cluster.Now}},"samples":[{{string.Join(',', samples)}}]}""";

        var wrong = await cluster["a"].PostAsync(Report("atlantis", At("mu", 1000)));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        var part = await cluster["a"].PostAsync(Report("atlantis", At("nyc", 1000), At("fra", 2000), cluster.Sample(3000), At("fra", 4000)));
        Assert.Equal((HttpStatusCode.OK, """{"accepted":3,"refused":{"unknown-site":1}}"""), part);
        Assert.Equal([("fra", 2L), ("nyc", 1L)], cluster["a"].Node.Measuring.Log.Agents.Select(agent => (agent.Site, agent.Samples)));
    }

    [Fact]
    public async Task Networks_that_one_node_sees_are_measured_by_the_agents_of_all()
    {
        await cluster.StartAsync("a");
        await cluster.StartAsync("b");
        cluster["a"].Node.Measuring.Targets.Observe([Seen("198.51.100.0/24", 5), Seen("203.0.113.0/24", 3)], cluster.Now);
        cluster["b"].Node.Measuring.Targets.Observe([Seen("198.51.100.0/24", 2)], cluster.Now);
        await RefreshAsync("b");
        await RefreshAsync("a");
        await RefreshAsync("b");

        // Added up, and not again what came back from b.
        Assert.Equal([("198.51.100.0/24", 7L), ("203.0.113.0/24", 3L)], await OfferedAsync("b"));
        Assert.Equal([("198.51.100.0/24", 7L), ("203.0.113.0/24", 3L)], await OfferedAsync("a"));

        // A peer that has died does not take its clients' networks with it.
        await cluster.StopAsync("a");
        await RefreshAsync("b");
        Assert.Equal([("198.51.100.0/24", 7L), ("203.0.113.0/24", 3L)], await OfferedAsync("b"));
    }

    private static SeenNetwork Seen(string network, int asked) => new(Prefix.Parse(network), Prefix.Parse(network), asked);

    private Task RefreshAsync(string name) => cluster[name].Node.Peers.RefreshAsync(TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<(string, long)>> OfferedAsync(string name)
    {
        using var reply = JsonDocument.Parse((await cluster[name].GetAsync("/api/v1/targets?site=fra")).Body);
        return [.. reply.RootElement.GetProperty("targets").EnumerateArray().Select(target => (target.GetProperty("network").GetString()!, target.GetProperty("queries").GetInt64()))];
    }

    private long Waiting(string from, string to) =>
        Peers(from).Single(peer => peer.GetProperty("peer").GetString() + "/" == cluster.Address(to).AbsoluteUri).GetProperty("waiting").GetInt64();

    private IReadOnlyList<JsonElement> Peers(string name) =>
        [.. JsonDocument.Parse(cluster[name].GetAsync("/api/v1/status").Result.Body).RootElement.GetProperty("peers").GetProperty("list").EnumerateArray()];

    /// <summary>Lets the clock run, and what it sets going come to rest.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        var end = cluster.Time.GetUtcNow() + span;
        await cluster.UntilAsync(() => cluster.Time.GetUtcNow() >= end);
    }
}
