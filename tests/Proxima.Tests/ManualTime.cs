namespace Proxima.Tests;

/// <summary>
/// A clock the test moves by hand. Timers (and with them Task.Delay and CancellationTokenSource with a TimeProvider) fire inside
/// <see cref="Advance"/>, in order of their due times, each seeing its own due time as now.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now;
    private DateTimeOffset start;

    public ManualTime(DateTimeOffset? start = null)
    {
        now = start ?? new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        this.start = now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that are armed: a test can see that the code under test has gone to wait.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (gate)
            {
                return timers.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return (now - start).Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (TakeNextDue(until) is { } timer)
        {
            timer.Fire();
        }

        lock (gate)
        {
            now = until;
        }
    }

    /// <summary>Sets the wall clock, as an operator or NTP would; timers and timestamps do not notice.</summary>
    public void StepWallClock(TimeSpan by)
    {
        lock (gate)
        {
            now += by;
            start += by;
            timers.ForEach(timer => timer.Due += by);
        }
    }

    private ManualTimer? TakeNextDue(DateTimeOffset until)
    {
        lock (gate)
        {
            var next = timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > until)
            {
                return null;
            }

            now = next.Due > now ? next.Due : now;
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period;
            }
            else
            {
                timers.Remove(next);
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time.now + dueTime;
                    time.timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
