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

    public EndpointStatus Status { get; private set; }

    /// <summary>Takes the changed verdict of one monitor. True when the endpoint's is another now, or is known to be unknown for the first time.</summary>
    public bool Take(int monitor, EndpointStatus verdict, out EndpointStatus together)
    {
        lock (gate)
        {
            verdicts[monitor] = verdict;
            var up = verdicts.Count(one => one == EndpointStatus.Up);
            var down = verdicts.Count(one => one == EndpointStatus.Down);
            var before = Status;
            Status = together = up >= need ? EndpointStatus.Up : verdicts.Length - down < need ? EndpointStatus.Down : EndpointStatus.Unknown;
            return before != Status || (verdict == EndpointStatus.Unknown && Status == EndpointStatus.Unknown);
        }
    }
}
