using Proxima.Control.Demo;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Control.Stores;

namespace Proxima.Tests.Control;

public sealed class PublisherTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Serials_grow_over_restarts()
    {
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            node.Node.Publishing.Publisher.Publish();
            node.Node.Publishing.Publisher.Publish();
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        Assert.Equal(2UL, restarted.Node.Publishing.Publisher.Published.Serial);
        restarted.Node.Publishing.Publisher.Publish();
        Assert.True(SnapshotFile.TryOpen(restarted.State.Snapshot, out var snapshot, out var problem), problem);
        using (snapshot)
        {
            Assert.Equal(3UL, snapshot!.Serial);
        }
    }

    [Fact]
    public async Task The_first_snapshot_after_a_restart_knows_what_the_last_one_before_it_knew()
    {
        int before;
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            var batch = StoreSamples.Batch(1, StoreSamples.Sample("198.51.100.0/24", 0, 9000, time.GetUtcNow().ToUnixTimeMilliseconds()));
            await node.Node.Ground.Store.AppendAsync(batch, outcome => node.Node.Ground.Estimates.Observe(batch.Samples, outcome.LastSample));
            node.Node.Publishing.Publisher.Publish();
            before = node.Node.Publishing.Publisher.Published.Networks;
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        restarted.Node.Publishing.Publisher.Publish();
        Assert.True(before > 0);
        Assert.Equal(before, restarted.Node.Publishing.Publisher.Published.Networks);
    }

    [Fact]
    public async Task A_restart_flips_no_answer_between_sites_that_are_about_equally_near()
    {
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            await FeedAsync(node, "1", fraUs: 30_000, nycUs: 38_000);
            node.Node.Publishing.Publisher.Publish();
            for (var i = 0; i < 40; i++)
            {
                time.Advance(TimeSpan.FromSeconds(10));
                await FeedAsync(node, $"a{i}", fraUs: 30_000, nycUs: 26_000);
            }

            node.Node.Publishing.Publisher.Publish();
            Assert.Equal("fra before nyc, though nyc is nearer", Order(node.State.Snapshot));
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        restarted.Node.Publishing.Publisher.Publish();
        Assert.Equal("fra before nyc, though nyc is nearer", Order(restarted.State.Snapshot));
    }

    [Fact]
    public async Task A_change_is_published_after_the_interval_and_nothing_without_one()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var stop = new CancellationTokenSource();
        var running = node.Node.Publishing.Publisher.RunAsync(stop.Token);
        await WaitForAsync(() => time.ArmedTimers > 0);
        time.Advance(TimeSpan.FromSeconds(2));
        await WaitForAsync(() => node.Node.Publishing.Publisher.Published.Serial == 2);

        // Nothing changed: intervals pass, the serial stays.
        for (var i = 0; i < 3; i++)
        {
            await WaitForAsync(() => time.ArmedTimers > 0);
            time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(2UL, node.Node.Publishing.Publisher.Published.Serial);
        await WaitForAsync(() => time.ArmedTimers > 0);
        node.Node.Ground.Changes.Raise();
        Assert.Equal(2UL, node.Node.Publishing.Publisher.Published.Serial);
        time.Advance(TimeSpan.FromSeconds(2));
        await WaitForAsync(() => node.Node.Publishing.Publisher.Published.Serial == 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_change_of_health_is_published_at_once()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var stop = new CancellationTokenSource();
        var running = node.Node.Publishing.Publisher.RunAsync(stop.Token);
        await WaitForAsync(() => node.Node.Publishing.Publisher.Published.Serial == 2);
        node.Node.Ground.Changes.RaiseUrgently();
        await WaitForAsync(() => node.Node.Publishing.Publisher.Published.Serial == 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Endpoints_keep_their_slots_over_a_restart()
    {
        var pool = DemoSteering.Create().Model.Pools[0];
        List<int> slots;
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            slots = [.. pool.Endpoints.Select(endpoint => node.Node.Ground.Slots.SlotOf(pool, endpoint))];
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        Assert.Equal(12, slots.Distinct().Count());
        Assert.Equal(slots, pool.Endpoints.Select(endpoint => restarted.Node.Ground.Slots.SlotOf(pool, endpoint)));
    }

    private async Task FeedAsync(NodeUnderTest node, string id, uint fraUs, uint nycUs)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = StoreSamples.Batch(Convert.ToInt32(id, 16), StoreSamples.Sample("198.51.100.0/24", 0, fraUs, now), StoreSamples.Sample("198.51.100.0/24", 1, nycUs, now));
        await node.Node.Ground.Store.AppendAsync(batch, outcome => node.Node.Ground.Estimates.Observe(batch.Samples, outcome.LastSample));
    }

    private static string Order(string path)
    {
        Assert.True(SnapshotFile.TryOpen(path, out var snapshot, out var problem), problem);
        using (snapshot)
        {
            var slots = snapshot!.Latency.Find(Prefix.Parse("198.51.100.7")).Row.Slots;
            var (first, second) = (snapshot.Steering.SiteName(slots[0].Site), snapshot.Steering.SiteName(slots[1].Site));
            return $"{first} before {second}{(slots[1].Rtt < slots[0].Rtt ? $", though {second} is nearer" : string.Empty)}";
        }
    }

    // The loops under test run on other threads: wait for what they do, not for a time. The bound only ends a broken test.
    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
