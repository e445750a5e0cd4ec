namespace Proxima.Engine.Latency;

/// <summary>
/// Loss and jitter of one path as they lie in the snapshot: a step of each, 4 bits and 4 bits. The steps grow with the figure, as what can be
/// told of it from a few dozen packets does. Loss is rounded up, so that whoever loses more than a limit that is a step is always told apart.
/// </summary>
public readonly record struct PathQuality(byte Bits)
{
    // What the float of a share is off its decimal figure.
    private const double LossRounding = 1e-6;

    private static ReadOnlySpan<double> LossSteps => [0, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1];

    private static ReadOnlySpan<double> JitterStepsMs => [0, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128];

    // Half way between two steps is always a multiple of a quarter of a millisecond. By a table, since a map asks tens of millions of times.
    private const uint JitterQuarterUs = 250;
    private static readonly byte[] NearestJitter = [.. Enumerable.Range(0, 385).Select(quarter => (byte)NearestOf(quarter / 4.0))];

    /// <summary>Share of packets lost, at most this; 0 where nothing is known.</summary>
    public double Loss => LossSteps[Bits & 15];

    /// <summary>Mean deviation of the round-trip time in milliseconds, 0 to 128; 0 where nothing is known.</summary>
    public double JitterMs => JitterStepsMs[Bits >> 4];

    /// <summary>The worse of both in loss and in jitter.</summary>
    public static PathQuality Worse(PathQuality one, PathQuality other) => new((byte)(Math.Max(one.Bits & 15, other.Bits & 15) | Math.Max(one.Bits & 0xF0, other.Bits & 0xF0)));

    /// <summary>The better of both in loss and in jitter.</summary>
    public static PathQuality Better(PathQuality one, PathQuality other) => new((byte)(Math.Min(one.Bits & 15, other.Bits & 15) | Math.Min(one.Bits & 0xF0, other.Bits & 0xF0)));

    /// <summary>True when neither loss nor jitter is more than a step apart.</summary>
    public static bool AreNear(PathQuality one, PathQuality other) => Math.Abs((one.Bits & 15) - (other.Bits & 15)) <= 1 && Math.Abs((one.Bits >> 4) - (other.Bits >> 4)) <= 1;

    public static PathQuality From(in SiteEstimate estimate)
    {
        var loss = 0;
        while (loss < LossSteps.Length - 1 && LossSteps[loss] + LossRounding < estimate.Loss)
        {
            loss++;
        }

        var jitter = estimate.Jitter.IsKnown ? NearestJitter[(int)Math.Min(estimate.Jitter.Microseconds / JitterQuarterUs, (uint)NearestJitter.Length - 1)] : 0;
        return new((byte)(loss | (jitter << 4)));
    }

    private static int NearestOf(double jitterMs)
    {
        var step = 0;
        while (step < JitterStepsMs.Length - 1 && (JitterStepsMs[step] + JitterStepsMs[step + 1]) / 2 <= jitterMs)
        {
            step++;
        }

        return step;
    }
}
