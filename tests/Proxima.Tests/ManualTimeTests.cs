namespace Proxima.Tests;

public sealed class ManualTimeTests
{
    [Fact]
    public void Timers_fire_in_the_order_of_their_due_times_and_see_them_as_now()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        var seen = new List<(string Name, double AtSeconds)>();
        void Note(object? name) => seen.Add(((string)name!, (time.GetUtcNow() - start).TotalSeconds));

        using var late = time.CreateTimer(Note, "late", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var periodic = time.CreateTimer(Note, "periodic", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(2.5));
        periodic.Dispose();
        time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Equal([("periodic", 1), ("periodic", 2), ("late", 3)], seen);
        Assert.Equal(0, time.ArmedTimers);
        Assert.Equal(5, time.GetElapsedTime(0).TotalSeconds);
    }

    [Fact]
    public void A_delay_ends_when_the_clock_is_moved_past_it()
    {
        var time = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromSeconds(10), time);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(delay.IsCompleted);
    }

    [Fact]
    public void A_step_of_the_wall_clock_moves_no_timer()
    {
        var time = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromSeconds(10), time);
        time.StepWallClock(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);
        Assert.Equal(9, time.GetElapsedTime(0).TotalSeconds);
    }
}
