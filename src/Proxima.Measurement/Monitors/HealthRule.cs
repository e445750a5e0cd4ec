using Proxima.Engine.Health;

namespace Proxima.Measurement.Monitors;

/// <summary>
/// Turns the outcomes of single probes into a verdict: <c>fall</c> failures in a row make an endpoint down, <c>rise</c> successes in a
/// row make it up, <c>fall</c> attempts in a row that came to no result make it unknown. Before the first verdict it is unknown, which is
/// not down. Pure; one thread at a time.
/// </summary>
public sealed class HealthRule
{
    private readonly int fall;
    private readonly int rise;
    private EndpointStatus lastOutcome;
    private int inARow;
    private bool isJudged;

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
    public bool Observe(bool isOk) => Count(isOk ? EndpointStatus.Up : EndpointStatus.Down, isOk ? rise : fall);

    /// <summary>An attempt that came to no result. True when it made the verdict unknown, from another or as the first one given.</summary>
    public bool ObserveUnclear() => Count(EndpointStatus.Unknown, fall);

    /// <summary>The attempts so far count no longer; the verdict stays.</summary>
    public void Restart() => inARow = 0;

    /// <summary>The verdict counts no longer: it is to be learned anew.</summary>
    public void Forget() => (Verdict, isJudged) = (EndpointStatus.Unknown, false);

    /// <summary>True when one more failure would make the verdict down.</summary>
    public bool IsAboutToFall => Verdict != EndpointStatus.Down && (fall == 1 || (lastOutcome == EndpointStatus.Down && inARow >= fall - 1));

    private bool Count(EndpointStatus outcome, int enough)
    {
        inARow = outcome == lastOutcome ? Math.Min(inARow + 1, int.MaxValue - 1) : 1;
        lastOutcome = outcome;
        if (inARow < enough || (isJudged && outcome == Verdict))
        {
            return false;
        }

        isJudged = true;
        Verdict = outcome;
        return true;
    }
}
