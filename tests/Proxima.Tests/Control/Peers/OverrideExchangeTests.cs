using System.Text;
using System.Text.Json;
using Proxima.Control.Operations;
using Proxima.Control.Peers;
using Proxima.Engine.Health;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Control.Peers;

/// <summary>What a person says at one node counts at all of them: nodes with databases of their own, HTTPS between them, a way that can be cut.</summary>
public sealed class OverrideExchangeTests : IAsyncLifetime
{
    private readonly Cluster cluster = new();
    private CuttableWire toA = null!, toB = null!;

    public ValueTask InitializeAsync()
    {
        (toA, toB) = (new CuttableWire(cluster.Ports["a"]), new CuttableWire(cluster.Ports["b"]));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        await toA.DisposeAsync();
        await toB.DisposeAsync();
    }

    [Fact]
    public async Task A_site_drained_at_one_node_is_drained_at_its_peer_and_comes_back_there_too()
    {
        await StartBothAsync();
        await SayAsync("a", "site:fra", "draining", "new kernel");
        Assert.Equal(EndpointStatus.Unknown, Status("b"));
        await ExchangeAsync();
        Assert.Equal((EndpointStatus.Draining, EndpointStatus.Draining), (Status("a"), Status("b")));
        Assert.Contains(cluster["b"].Lines, line => line.Contains("site:fra is draining, says ada at peer", StringComparison.Ordinal) && line.Contains("new kernel", StringComparison.Ordinal));

        // Taken back where it was not said.
        await TakeBackAsync("b", "site:fra");
        await ExchangeAsync();
        Assert.Equal((EndpointStatus.Unknown, EndpointStatus.Unknown), (Status("a"), Status("b")));
        Assert.Empty(cluster["a"].Node.Health.Overrides.All);
    }

    [Fact]
    public async Task While_the_way_is_cut_each_side_goes_its_own_and_afterwards_the_newest_word_counts_on_both()
    {
        await StartBothAsync();
        await SayAsync("a", "site:fra", "draining", "first");
        await ExchangeAsync();
        Cut();
        Later();
        await SayAsync("a", "site:fra", "forced-down", "second");
        Later();
        await SayAsync("b", "site:fra", "forced-up", "third");
        await ExchangeAsync();
        Assert.Equal((EndpointStatus.ForcedDown, EndpointStatus.ForcedUp), (Status("a"), Status("b")));
        Assert.Contains(cluster["a"].Lines, line => line.Contains("tells no overrides", StringComparison.Ordinal));

        Heal();
        await UntilAgreedAsync();
        Assert.Equal((EndpointStatus.ForcedUp, EndpointStatus.ForcedUp), (Status("a"), Status("b")));
        Assert.Equal(["third"], cluster["a"].Node.Health.Overrides.All.Select(one => one.Why));
    }

    [Fact]
    public async Task What_was_taken_back_on_one_side_of_a_cut_does_not_come_back_from_the_other_though_that_was_restarted_meanwhile()
    {
        await StartBothAsync();
        await SayAsync("a", "site:fra", "draining", "first");
        await ExchangeAsync();
        Cut();
        Later();
        await TakeBackAsync("a", "site:fra");
        await cluster.StopAsync("a");
        await StartAsync("a", toB);
        Assert.Equal((EndpointStatus.Unknown, EndpointStatus.Draining), (Status("a"), Status("b")));

        Heal();
        await UntilAgreedAsync();
        Assert.Equal((EndpointStatus.Unknown, EndpointStatus.Unknown), (Status("a"), Status("b")));

        // A word older than the one that took it back, said on the side that did not know of it, is gone as well; a later one counts.
        Cut();
        await SayAsync("b", "www/fra-4", "forced-down", "old");
        Later();
        await TakeBackAsync("a", "www/fra-4");
        Later();
        await SayAsync("b", "www/fra-6", "forced-down", "new");
        Heal();
        await UntilAgreedAsync();
        Assert.Equal(["new"], cluster["a"].Node.Health.Overrides.All.Select(one => one.Why));
    }

    [Fact]
    public async Task A_word_said_where_the_clock_is_behind_still_follows_the_word_that_was_known_there()
    {
        var behind = new ManualTime(cluster.Time.GetUtcNow() - TimeSpan.FromMinutes(3));
        await StartAsync("a", toB);
        await StartAsync("b", toA, behind);
        await SayAsync("a", "site:fra", "draining", "first");
        behind.Advance(TimeSpan.FromMinutes(1));
        await ExchangeAsync();
        await TakeBackAsync("b", "site:fra");
        await ExchangeAsync();
        Assert.Equal((EndpointStatus.Unknown, EndpointStatus.Unknown), (Status("a"), Status("b")));
        await SayAsync("b", "site:fra", "forced-down", "second");
        await ExchangeAsync();
        Assert.Equal((EndpointStatus.ForcedDown, EndpointStatus.ForcedDown), (Status("a"), Status("b")));
    }

    [Fact]
    public async Task A_word_dated_further_ahead_than_clocks_may_differ_waits_for_its_time_and_the_log_says_so_once()
    {
        var ahead = new ManualTime(cluster.Time.GetUtcNow() + TimeSpan.FromHours(1));
        await StartAsync("a", toB);
        await StartAsync("b", toA, ahead);
        await SayAsync("b", "site:fra", "draining", "from the future");
        await ExchangeAsync();
        await ExchangeAsync();
        Assert.Equal(EndpointStatus.Unknown, Status("a"));
        Assert.Single(cluster["a"].Lines, line => line.Contains("tells overrides that are not taken", StringComparison.Ordinal));
        cluster.Time.Advance(TimeSpan.FromHours(1));
        await ExchangeAsync();
        Assert.Equal(EndpointStatus.Draining, Status("a"));
    }

    [Fact]
    public async Task A_stranger_is_told_no_overrides_and_tells_none()
    {
        await StartAsync("a", toB);
        await cluster.StartAsync("b", [toA.Address], key: "another-key-that-is-long-enough-0123456789abcdef");
        await SayAsync("a", "site:fra", "draining", "ours");
        await SayAsync("b", "site:nyc", "draining", "theirs");
        await ExchangeAsync();
        Assert.Equal(["ours"], cluster["a"].Node.Health.Overrides.All.Select(one => one.Why));
        Assert.Equal(["theirs"], cluster["b"].Node.Health.Overrides.All.Select(one => one.Why));
    }

    [Fact]
    public void What_nobody_could_have_said_is_not_taken_from_a_peer()
    {
        var now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);
        var ms = now.ToUnixTimeMilliseconds();
        var good = new OverrideWord(1, "site:fra", "draining", "ada", "because", ms, ms, null);
        OverrideWord[] words =
        [
            good, good with { Id = 2, Target = "fra" }, good with { Target = null! }, good with { Target = $"site:{new string('x', 140)}" }, good with { Status = "up" },
            good with { Who = " " }, good with { Why = "a\u0007" }, good with { Why = new string('y', 201) }, good with { SetAt = ms + 301_000 }, null!,
        ];
        var read = PeerWords.Read(new WordsReply(words, [new WithdrawalWord("pool:", 1, ms, true), null!, new WithdrawalWord("pool:web", 1, long.MaxValue, true)]), now, out var refused);
        Assert.Equal([1L], read.Overrides.Select(one => one.Id));
        Assert.Empty(read.Withdrawals);
        Assert.Equal(12, refused);
        Assert.Equal(OverrideWords.None, PeerWords.Read(new WordsReply(null!, null!), now, out _));
    }

    private async Task StartBothAsync()
    {
        await StartAsync("a", toB);
        await StartAsync("b", toA);
    }

    private Task StartAsync(string name, CuttableWire toPeer, ManualTime? time = null) => cluster.StartAsync(name, [toPeer.Address], time: time);

    private void Cut()
    {
        toA.Cut();
        toB.Cut();
    }

    private void Heal()
    {
        toA.Heal();
        toB.Heal();
    }

    private void Later() => cluster.Time.Advance(TimeSpan.FromSeconds(1));

    private async Task ExchangeAsync()
    {
        await cluster["a"].Node.Health.Exchange.RunAsync(default);
        await cluster["b"].Node.Health.Exchange.RunAsync(default);
    }

    // After a cut the first question may still meet the broken connection.
    private async Task UntilAgreedAsync()
    {
        await cluster.UntilAsync(
            () =>
            {
                ExchangeAsync().GetAwaiter().GetResult();
                return cluster["a"].Node.Health.Overrides.Words.Equals(cluster["b"].Node.Health.Overrides.Words);
            },
            () => "both know the same words");
    }

    private async Task SayAsync(string node, string target, string status, string why)
    {
        var body = JsonSerializer.Serialize(new { target, status, who = "ada", why });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await cluster[node].Client.PostAsync("/api/v1/overrides", content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task TakeBackAsync(string node, string target)
    {
        using var response = await cluster[node].Client.DeleteAsync($"/api/v1/overrides?target={target}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private EndpointStatus Status(string name)
    {
        var node = cluster[name].Node;
        var pool = node.Publishing.Content!.Model.Pools[0];
        return node.Ground.HealthTable.StatusOf(node.Ground.Slots.SlotOf(pool, pool.Endpoints.Single(one => one.Name == "fra-4")));
    }
}
