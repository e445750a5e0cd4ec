namespace Proxima.Engine.Latency;

/// <summary>One path's estimate as the store keeps it. Loss is a share from 0 to 1; the time is that of the last answered probe, to the second.</summary>
public readonly record struct EstimateRow(Prefix Network, ushort Site, Rtt Rtt, Rtt Deviation, uint Count, double Loss, Evidence Evidence, long AtUnixMs)
{
    /// <summary>Samples in the mean, those of a half-life ago counted half.</summary>
    public double Weight { get; init; }

    /// <summary>Samples in a row so far off the mean that the path may have changed: above it counted up, below it down.</summary>
    public int Strays { get; init; }
}
