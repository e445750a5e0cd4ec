namespace Proxima.Engine.Latency;

/// <summary>Loss and jitter of one path as they lie in the snapshot: loss in steps of 0.2 % (lower 8 bits), jitter in steps of half a millisecond.</summary>
public readonly record struct PathQuality(ushort Bits)
{
    private const double LossSteps = 500;
    private const double JitterSteps = 2;

    /// <summary>Share of packets lost, 0 to 0.51: what is more is told as that.</summary>
    public double Loss => (byte)Bits / LossSteps;

    /// <summary>Mean deviation of the round-trip time in milliseconds, 0 to 127.5: what is more is told as that.</summary>
    public double JitterMs => (Bits >> 8) / JitterSteps;

    public static PathQuality From(in SiteEstimate estimate) => new((ushort)(
        (byte)Math.Clamp(Math.Round(estimate.Loss * LossSteps), 0, 255)
        | ((byte)Math.Clamp(Math.Round((estimate.Jitter.IsKnown ? estimate.Jitter.Milliseconds : 0) * JitterSteps), 0, 255) << 8)));
}
