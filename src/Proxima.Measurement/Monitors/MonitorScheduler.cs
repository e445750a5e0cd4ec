using Proxima.Engine.Health.Agreement;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Monitors;

/// <summary>
/// Runs any number of monitors on one timer, armed for the attempt that is due next. An attempt is started and left alone: a slow target
/// delays nobody. Each change of what an endpoint's monitors say goes once to <paramref name="changed"/>.
/// </summary>
public sealed class MonitorScheduler : IDisposable
{
    /// <summary>Most monitors of one node.</summary>
    public const int MaxMonitors = 20_000;

    private readonly Lock gate = new();
    private readonly PriorityQueue<EndpointMonitor, long> due = new();
    private readonly HashSet<EndpointMonitor> monitors = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Action<MonitorChange> changed;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly ITimer timer;
    private long faults;

    public MonitorScheduler(Action<MonitorChange> changed, TimeProvider time, int seed)
    {
        this.changed = changed;
        this.time = time;
        random = new Random(seed);
        timer = time.CreateTimer(_ => StartDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether anybody answers at all.</summary>
    public Sight Sight { get; } = new();

    /// <summary>Attempts that ended in an exception no probe should throw; each counted as a failure of its endpoint.</summary>
    public long Faults => Interlocked.Read(ref faults);

    /// <summary>The first attempt comes within a tenth of the interval: soon, but not all endpoints in one burst.</summary>
    public void Add(EndpointMonitor monitor)
    {
        lock (gate)
        {
            if (monitors.Count >= MaxMonitors)
            {
                throw new InvalidOperationException($"more than {MaxMonitors} monitors");
            }

            if (monitors.Add(monitor))
            {
                Sight.Watch(monitor.Together.Site);
                due.Enqueue(monitor, time.GetTimestamp() + ToTimestamp(monitor.Settings.Interval * (0.1 * random.NextDouble())));
                Arm();
            }
        }
    }

    /// <summary>No attempt starts after this; one in flight ends without a verdict.</summary>
    public void Remove(EndpointMonitor monitor)
    {
        lock (gate)
        {
            if (monitors.Remove(monitor))
            {
                Sight.Unwatch(monitor.Together.Site);
            }

            Sight.Release(monitor);
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        stopping.Cancel();
        stopping.Dispose();
    }

    private void StartDue()
    {
        foreach (var monitor in TakeDue())
        {
            _ = AttemptAsync(monitor);
        }
    }

    private List<EndpointMonitor> TakeDue()
    {
        var taken = new List<EndpointMonitor>();
        lock (gate)
        {
            var now = time.GetTimestamp();
            while (due.TryPeek(out var monitor, out var at) && at <= now)
            {
                due.Dequeue();
                if (monitors.Contains(monitor))
                {
                    taken.Add(monitor);
                    var gap = monitor.Settings.ShortestGap + ((monitor.Settings.LongestGap - monitor.Settings.ShortestGap) * random.NextDouble());

                    // From when it was due, not from now: lateness of the timer must not add up. After a long stall, one attempt makes up for all.
                    var next = at + ToTimestamp(gap);
                    due.Enqueue(monitor, next > now ? next : now + ToTimestamp(gap));
                }
            }

            Arm();
        }

        return taken;
    }

    private void Arm()
    {
        if (!stopping.IsCancellationRequested && due.TryPeek(out _, out var at))
        {
            var wait = time.GetElapsedTime(time.GetTimestamp(), at);
            // Timers count whole milliseconds: rounded up, or the timer would fire early and again until the attempt is due.
            timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task AttemptAsync(EndpointMonitor monitor)
    {
        ProbeResult result;
        var beganAt = time.GetTimestamp();
        try
        {
            result = await monitor.AttemptAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception fault)
        {
            // The top of a background task: a fault here would otherwise silence the monitor for ever.
            Interlocked.Increment(ref faults);
            result = new ProbeResult(false, Engine.Latency.Rtt.Unknown, fault.Message, WasSent: true);
        }

        Judge(monitor, result, beganAt);
    }

    private void Judge(EndpointMonitor monitor, ProbeResult result, long beganAt)
    {
        lock (gate)
        {
            if (!monitors.Contains(monitor))
            {
                return;
            }
        }

        if (monitor.Observe(result, Sight, beganAt, out var verdict))
        {
            changed(new MonitorChange(monitor, verdict, result));
        }

        lock (gate)
        {
            if (!monitors.Contains(monitor))
            {
                // Removed in between: what it said last must not keep this vantage blind.
                Sight.Release(monitor);
            }
        }
    }

    private long ToTimestamp(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
