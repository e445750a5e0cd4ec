namespace Proxima.Engine.Health.Agreement;

/// <summary>
/// Holds an endpoint down that goes up and down again and again, as RFC 2439 does with routes: each fall adds one to a figure that halves
/// every <see cref="HalfLifeMs"/>; from <see cref="HoldFrom"/> on the endpoint counts as down until the figure is below <see cref="FreeBelow"/>.
/// Pure; times are of any clock that only goes forward.
/// </summary>
public sealed class FlapDamper
{
    public const long HalfLifeMs = 120_000;

    /// <summary>Three falls in about a minute.</summary>
    public const double HoldFrom = 2.5;

    public const double FreeBelow = 1;

    /// <summary>The figure goes no higher, so that nobody is held longer than HalfLife x log2(Most), 4.6 minutes, after its last fall.</summary>
    public const double Most = 5;

    private EndpointStatus last;
    private double figure;
    private long at;

    public bool IsHeld { get; private set; }

    /// <summary>How long it will be held if it does not fall again.</summary>
    public long HeldForMs => IsHeld ? (long)(HalfLifeMs * Math.Log2(figure / FreeBelow)) : 0;

    /// <summary>What the status agreed on comes to. To be called at each change, and now and then.</summary>
    public EndpointStatus Take(EndpointStatus agreed, long nowMs)
    {
        figure *= Math.Pow(0.5, (nowMs - at) / (double)HalfLifeMs);
        at = nowMs;
        if (agreed == EndpointStatus.Down && last == EndpointStatus.Up)
        {
            figure = Math.Min(figure + 1, Most);
            IsHeld |= figure >= HoldFrom;
        }

        last = agreed;
        IsHeld &= figure >= FreeBelow;
        return IsHeld ? EndpointStatus.Down : agreed;
    }
}
