namespace Proxima.Measurement.Agents;

/// <summary>
/// How many probes may leave: one token bucket for the node, one for each target network, one for each autonomous system. Each bucket holds a single token, so there
/// are no bursts: between two probes at least 1/rate passes, and no window of a second has more than the rate. One attempt takes one
/// token (a TCP handshake that succeeds adds an ACK and a RST). One thread at a time.
/// </summary>
public sealed class ProbeBudget(TimeProvider time)
{
    public const double DefaultNodePerSecond = 50;
    public const double DefaultTargetPerSecond = 1;

    private readonly Dictionary<string, long> targetNext = [];
    private readonly Dictionary<uint, long> systemNext = [];
    private long nodeNext = long.MinValue;
    private long nodeGap = GapOf(DefaultNodePerSecond, time);
    private long targetGap = GapOf(DefaultTargetPerSecond, time);
    private long systemGap;

    /// <summary>Probes a second in all.</summary>
    public double NodePerSecond { get; private set; } = DefaultNodePerSecond;

    /// <summary>A rate of zero or less is not taken: the default stays. For autonomous systems it means no limit.</summary>
    public void SetRates(double nodePerSecond, double targetPerSecond, double systemPerSecond = 0)
    {
        NodePerSecond = nodePerSecond > 0 ? nodePerSecond : DefaultNodePerSecond;
        systemGap = systemPerSecond > 0 ? GapOf(systemPerSecond, time) : 0;
        nodeGap = GapOf(NodePerSecond, time);
        targetGap = GapOf(targetPerSecond > 0 ? targetPerSecond : DefaultTargetPerSecond, time);
    }

    /// <summary>Takes a token of every bucket or of none. <paramref name="system"/> 0 is not known, and not limited.</summary>
    public bool TryTake(string network, uint system = 0)
    {
        var now = time.GetTimestamp();
        if (now < NextAllowed(network, system))
        {
            return false;
        }

        if (system != 0 && systemGap > 0)
        {
            systemNext[system] = now + systemGap;
        }

        nodeNext = now + nodeGap;
        targetNext[network] = now + targetGap;
        return true;
    }

    /// <summary>When the next probe to this network may leave, as a timestamp of the clock.</summary>
    public long NextAllowed(string network, uint system = 0) => Math.Max(nodeNext, NextAllowedByTarget(network, system));

    /// <summary>The same, by the buckets of the network and its autonomous system alone.</summary>
    public long NextAllowedByTarget(string network, uint system = 0) =>
        Math.Max(targetNext.GetValueOrDefault(network, long.MinValue), system == 0 ? long.MinValue : systemNext.GetValueOrDefault(system, long.MinValue));

    /// <summary>Forgets whose bucket is full again, so that memory is bounded by what was probed lately.</summary>
    public void Trim()
    {
        var now = time.GetTimestamp();
        foreach (var network in targetNext.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            targetNext.Remove(network);
        }

        foreach (var system in systemNext.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
        {
            systemNext.Remove(system);
        }
    }

    // Rounded up: the budget errs to the side of fewer probes.
    private static long GapOf(double perSecond, TimeProvider time) => (long)Math.Ceiling(time.TimestampFrequency / perSecond);
}
