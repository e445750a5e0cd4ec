namespace Proxima.Engine.Latency;

/// <summary>Limits of the estimator. Memory: 20 octets a path in a run of a power of two, and 21 to 43 a network: see docs/accuracy.md.</summary>
/// <param name="MaxPaths">Most (network, site) pairs held.</param>
/// <param name="MaxAgeMs">After this without a sample a figure says nothing (a day).</param>
/// <param name="HalfLifeMs">Time without a sample in which the confidence falls to half (an hour).</param>
public sealed record EstimatorLimits(int MaxPaths = 2_000_000, long MaxAgeMs = 86_400_000, long HalfLifeMs = 3_600_000);
