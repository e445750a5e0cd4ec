using Proxima.Engine.Health;

namespace Proxima.Measurement.Monitors;

/// <summary>
/// Turns the outcomes of single probes into a verdict: <c>fall</c> failures in a row make an endpoint down, <c>rise</c> successes in a
/// row make it up. Before the first verdict it is unknown, which is not down. Pure; one thread at a time.
/// </summary>
public sealed class HealthRule
{
    private readonly int fall;
    private readonly int rise;
    private bool lastWasOk;
    private int inARow;

    public HealthRule(int fall, int rise)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fall, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rise, 1);
        this.fall = fall;
        this.rise = rise;
    }

    /// <summary>Unknown, up or down: the forced states are not a monitor's to give.</summary>
    public EndpointStatus Verdict { get; private set; }

    /// <summary>True when this outcome changed the verdict.</summary>
    public bool Observe(bool isOk)
    {
        inARow = isOk == lastWasOk ? Math.Min(inARow + 1, int.MaxValue - 1) : 1;
        lastWasOk = isOk;
        var status = isOk ? EndpointStatus.Up : EndpointStatus.Down;
        if (status == Verdict || inARow < (isOk ? rise : fall))
        {
            return false;
        }

        Verdict = status;
        return true;
    }
}
