using Proxima.Control.Demo;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;

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
            node.Node.Publisher.Publish();
            node.Node.Publisher.Publish();
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        Assert.Equal(2UL, restarted.Node.Publisher.Published.Serial);
        restarted.Node.Publisher.Publish();
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
            var batch = StoreTests.Batch("1".PadLeft(32, '0'), StoreTests.Sample("198.51.100.0/24", 0, 9000, time.GetUtcNow().ToUnixTimeMilliseconds()));
            await node.Node.Store.AppendAsync(batch, outcome => node.Node.Estimates.Observe(batch.Samples, outcome.LastSample));
            node.Node.Publisher.Publish();
            before = node.Node.Publisher.Published.Networks;
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        restarted.Node.Publisher.Publish();
        Assert.True(before > 0);
        Assert.Equal(before, restarted.Node.Publisher.Published.Networks);
    }

    [Fact]
    public async Task A_change_is_published_after_the_interval_and_nothing_without_one()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var stop = new CancellationTokenSource();
        var running = node.Node.Publisher.RunAsync(stop.Token);
        await WaitForAsync(() => time.ArmedTimers > 0);
        time.Advance(TimeSpan.FromSeconds(2));
        await WaitForAsync(() => node.Node.Publisher.Published.Serial == 2);

        // Nothing changed: intervals pass, the serial stays.
        for (var i = 0; i < 3; i++)
        {
            await WaitForAsync(() => time.ArmedTimers > 0);
            time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(2UL, node.Node.Publisher.Published.Serial);
        await WaitForAsync(() => time.ArmedTimers > 0);
        node.Node.Changes.Raise();
        Assert.Equal(2UL, node.Node.Publisher.Published.Serial);
        time.Advance(TimeSpan.FromSeconds(2));
        await WaitForAsync(() => node.Node.Publisher.Published.Serial == 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_change_of_health_is_published_at_once()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var stop = new CancellationTokenSource();
        var running = node.Node.Publisher.RunAsync(stop.Token);
        await WaitForAsync(() => node.Node.Publisher.Published.Serial == 2);
        node.Node.Changes.RaiseUrgently();
        await WaitForAsync(() => node.Node.Publisher.Published.Serial == 3);
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
            slots = [.. pool.Endpoints.Select(endpoint => node.Node.Slots.SlotOf(pool, endpoint))];
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        Assert.Equal(12, slots.Distinct().Count());
        Assert.Equal(slots, pool.Endpoints.Select(endpoint => restarted.Node.Slots.SlotOf(pool, endpoint)));
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
