using Proxima.Control.Notices;

namespace Proxima.Tests.Control.Notices;

public sealed class NoticeQueueTests
{
    private readonly ManualTime time = new();
    private readonly NoticeQueue queue;

    public NoticeQueueTests() => queue = new NoticeQueue(TimeSpan.FromSeconds(30), time);

    [Fact]
    public void A_change_is_told_once_and_at_once()
    {
        queue.Put(Change("up", "down"));
        Assert.Equal(["a: up -> down, 1"], Take());
        Assert.Empty(Take());
    }

    [Fact]
    public void A_flapping_endpoint_is_told_of_once_in_the_interval_with_how_often_it_changed()
    {
        queue.Put(Change("up", "down"));
        Take();
        foreach (var (before, after) in new[] { ("down", "up"), ("up", "down"), ("down", "up") })
        {
            time.Advance(TimeSpan.FromSeconds(3));
            queue.Put(Change(before, after));
            Assert.Empty(Take());
        }

        time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(["a: down -> up, 3"], Take());
    }

    [Fact]
    public void What_is_back_as_it_was_told_last_is_not_told()
    {
        queue.Put(Change("up", "down"));
        Take();
        queue.Put(Change("down", "up"));
        queue.Put(Change("up", "down"));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Take());
    }

    [Fact]
    public void What_could_not_be_told_waits_under_what_came_since()
    {
        queue.Put(Change("up", "down"));
        queue.Put(Change("up", "draining", "b"));
        var untold = queue.Take();
        queue.Put(Change("down", "forced-up"));
        queue.GiveBack(untold);
        Assert.Equal(["a: up -> forced-up, 2", "b: up -> draining, 1"], Take().Order());
    }

    [Fact]
    public void Endpoints_that_are_no_more_are_forgotten()
    {
        queue.Put(Change("up", "down"));
        queue.Put(Change("up", "down", "b"));
        queue.Keep(new HashSet<(string, string)> { ("web", "b") });
        Assert.Equal(["b: up -> down, 1"], Take());
    }

    private IEnumerable<string> Take() => [.. queue.Take().Select(one => $"{one.Endpoint}: {one.Before} -> {one.Status}, {one.Changes}")];

    private static Notice Change(string before, string after, string endpoint = "a") => new("node", "web", endpoint, "fra", "192.0.2.1", before, after, 1, 0, null, null);
}
