namespace Proxima.Engine.Latency;

/// <summary>What became of a sample.</summary>
public enum SampleOutcome : byte
{
    Taken = 0,

    /// <summary>Its network is wider than a /8 or /16 (IPv6), or longer than <see cref="LatencyMap.MaxIPv6Length"/>.</summary>
    RefusedNetwork = 1,

    /// <summary>Zero: no packet is there and back in no time.</summary>
    RefusedZero = 2,

    /// <summary>Longer than <see cref="LatencyEstimator.LongestRtt"/>.</summary>
    RefusedTooLong = 3,

    /// <summary>Taken later than now by more than <see cref="LatencyEstimator.MaxClockSkewMs"/>: a clock is wrong.</summary>
    RefusedFuture = 4,

    /// <summary>Older than what is kept.</summary>
    RefusedOld = 5,

    /// <summary>A connection polled again: its jitter and loss count, its RTT counted before.</summary>
    Repeated = 6,
}
