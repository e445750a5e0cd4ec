namespace Proxima.Measurement.Agents;

/// <summary>
/// How many probes may leave: one token bucket for the node and one for each target network. Each bucket holds a single token, so there
/// are no bursts: between two probes at least 1/rate passes, and no window of a second has more than the rate. One attempt takes one
/// token (a TCP handshake that succeeds adds an ACK and a RST). One thread at a time.
/// </summary>
public sealed class ProbeBudget(TimeProvider time)
{
    public const double DefaultNodePerSecond = 50;
    public const double DefaultTargetPerSecond = 1;

    private readonly Dictionary<string, long> targetNext = [];
    private long nodeNext = long.MinValue;
    private long nodeGap = GapOf(DefaultNodePerSecond, time);
    private long targetGap = GapOf(DefaultTargetPerSecond, time);

    /// <summary>A rate of zero or less is not taken: the default stays.</summary>
    public void SetRates(double nodePerSecond, double targetPerSecond)
    {
        nodeGap = GapOf(nodePerSecond > 0 ? nodePerSecond : DefaultNodePerSecond, time);
        targetGap = GapOf(targetPerSecond > 0 ? targetPerSecond : DefaultTargetPerSecond, time);
    }

    /// <summary>Takes a token of both buckets or of none.</summary>
    public bool TryTake(string network)
    {
        var now = time.GetTimestamp();
        if (now < nodeNext || (targetNext.TryGetValue(network, out var next) && now < next))
        {
            return false;
        }

        nodeNext = now + nodeGap;
        targetNext[network] = now + targetGap;
        return true;
    }

    /// <summary>When the next probe to this network may leave, as a timestamp of the clock.</summary>
    public long NextAllowed(string network) => Math.Max(nodeNext, NextAllowedByTarget(network));

    /// <summary>The same, by the network's own bucket alone.</summary>
    public long NextAllowedByTarget(string network) => targetNext.GetValueOrDefault(network, long.MinValue);

    /// <summary>Forgets networks whose bucket is full again, so that memory is bounded by what was probed lately.</summary>
    public void Trim()
    {
        var now = time.GetTimestamp();
        foreach (var network in targetNext.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            targetNext.Remove(network);
        }
    }

    // Rounded up: the budget errs to the side of fewer probes.
    private static long GapOf(double perSecond, TimeProvider time) => (long)Math.Ceiling(time.TimestampFrequency / perSecond);
}
