namespace Proxima.Engine.Latency;

/// <summary>When one site counts as nearer than another: only by more than the larger of the two.</summary>
public readonly record struct Tolerance(Rtt Absolute, double Share)
{
    /// <summary>max(10 ms, 15 %).</summary>
    public static Tolerance Default => new(new Rtt(10_000), 0.15);

    /// <summary>The most that an RTT may exceed <paramref name="best"/> and still count as equal to it.</summary>
    public Rtt AllowanceFor(Rtt best) => new((uint)Math.Min(uint.MaxValue - 1, Math.Max(Absolute.Microseconds, best.Microseconds * Share)));

    /// <summary>The longest RTT that still counts as equal to <paramref name="best"/>: grows with it, so that orders built on it are consistent.</summary>
    public Rtt LimitFor(Rtt best) => !best.IsKnown
        ? best
        : new((uint)Math.Min(uint.MaxValue - 1L, (long)best.Microseconds + AllowanceFor(best).Microseconds));
}
