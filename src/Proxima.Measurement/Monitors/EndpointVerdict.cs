using Proxima.Engine.Health;

namespace Proxima.Measurement.Monitors;

/// <summary>
/// What the monitors of one endpoint say together: up when at least <c>need</c> of them say up; down when so many say down that those left
/// are too few; otherwise unknown, which is not down. Any thread.
/// </summary>
public sealed class EndpointVerdict
{
    private readonly Lock gate = new();
    private readonly EndpointStatus[] verdicts;
    private readonly int need;
    private int judged;

    public EndpointVerdict(int slot, int monitors, int need)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(need, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(need, monitors);
        Slot = slot;
        verdicts = new EndpointStatus[monitors];
        this.need = need;
    }

    /// <summary>The health slot the verdict goes to.</summary>
    public int Slot { get; }

    /// <summary>The endpoint's site: a site may fail as a whole.</summary>
    public string Site { get; init; } = string.Empty;

    public EndpointStatus Status { get; private set; }

    /// <summary>Nothing is known, as some monitor has given no verdict yet.</summary>
    public bool IsLearning
    {
        get
        {
            lock (gate)
            {
                return Status == EndpointStatus.Unknown && !AreAllJudged;
            }
        }
    }

    private bool AreAllJudged => judged == (1 << verdicts.Length) - 1;

    /// <summary>Takes the changed verdict of one monitor. True when the endpoint's is another now, or is known to be unknown for the first time.</summary>
    public bool Take(int monitor, EndpointStatus verdict, out EndpointStatus together)
    {
        lock (gate)
        {
            var wasLearning = !AreAllJudged;
            judged |= 1 << monitor;
            return Set(monitor, verdict, out together) || (Status == EndpointStatus.Unknown && (verdict == EndpointStatus.Unknown || (wasLearning && AreAllJudged)));
        }
    }

    /// <summary>What a monitor said counts no longer, and it has yet to say something else. True when the endpoint's verdict is another now.</summary>
    public bool Forget(int monitor, out EndpointStatus together)
    {
        lock (gate)
        {
            judged &= ~(1 << monitor);
            return Set(monitor, EndpointStatus.Unknown, out together);
        }
    }

    private bool Set(int monitor, EndpointStatus verdict, out EndpointStatus together)
    {
        verdicts[monitor] = verdict;
        var up = verdicts.Count(one => one == EndpointStatus.Up);
        var down = verdicts.Count(one => one == EndpointStatus.Down);
        var before = Status;
        Status = together = up >= need ? EndpointStatus.Up : verdicts.Length - down < need ? EndpointStatus.Down : EndpointStatus.Unknown;
        return before != Status;
    }
}
