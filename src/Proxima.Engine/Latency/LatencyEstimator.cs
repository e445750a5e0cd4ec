using System.Runtime.InteropServices;

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
}

/// <summary>
/// Robust estimate per (client network, site) from samples; pure, driven by the samples' own times. One thread at a time. Beside the figures
/// a list per network runs through one array, so a million of them are a few arrays and no objects.
/// </summary>
public sealed class LatencyEstimator
{
    /// <summary>A longer RTT is no measurement of a path that could serve anybody.</summary>
    public static readonly Rtt LongestRtt = new(10_000_000);

    /// <summary>How far ahead the clock of whoever measured may be, in milliseconds.</summary>
    public const long MaxClockSkewMs = 60_000;

    private const int Outcomes = 6;
    private const int End = -1;

    private readonly EstimatorLimits limits;
    private readonly Dictionary<Prefix, int> heads = [];
    private readonly List<PathEstimate> paths = [];
    private readonly long[] outcomes = new long[Outcomes];
    private int free = End;

    public LatencyEstimator(EstimatorLimits? limits = null) => this.limits = limits ?? new EstimatorLimits();

    /// <summary>(network, site) pairs held.</summary>
    public int Count { get; private set; }

    /// <summary>Pairs thrown out because there was no room for newer ones.</summary>
    public long Evicted { get; private set; }

    public long CountOf(SampleOutcome outcome) => outcomes[(int)outcome];

    public SampleOutcome Observe(in LatencySample sample, long nowUnixMs)
    {
        var outcome = Judge(in sample, nowUnixMs);
        outcomes[(int)outcome]++;
        if (outcome == SampleOutcome.Taken)
        {
            PathOf(sample.Network, sample.Site).Observe(in sample, limits.HalfLifeMs);
        }

        return outcome;
    }

    /// <summary>
    /// Adds every network's estimates to a map in the making. <paramref name="siteIndexOf"/> turns a site's number in the store into its
    /// index in the steering model; negative: the site is gone.
    /// </summary>
    public void AddTo(LatencyMapBuilder builder, int siteCount, Func<ushort, int> siteIndexOf, long nowUnixMs)
    {
        var bySite = new SiteEstimate[siteCount];
        foreach (var (network, head) in heads)
        {
            Array.Fill(bySite, SiteEstimate.Unknown);
            var some = false;
            for (var at = head; at != End; at = paths[at].Next)
            {
                var path = paths[at];
                var site = siteIndexOf(path.Site);
                if (site >= 0 && site < siteCount && path.Count > 0 && nowUnixMs - path.AtUnixMs <= limits.MaxAgeMs)
                {
                    bySite[site] = path.ToEstimate(nowUnixMs, limits.HalfLifeMs);
                    some = true;
                }
            }

            if (some)
            {
                builder.Add(network, bySite);
            }
        }
    }

    /// <summary>The whole state, for the store.</summary>
    public IEnumerable<EstimateRow> Export()
    {
        foreach (var (network, head) in heads)
        {
            for (var at = head; at != End; at = paths[at].Next)
            {
                yield return paths[at].ToRow(network);
            }
        }
    }

    /// <summary>Takes back what <see cref="Export"/> gave, in place of what is held for that pair.</summary>
    public void Import(in EstimateRow row)
    {
        if (HoldsNetwork(row.Network))
        {
            PathOf(row.Network, row.Site).Restore(in row);
        }
    }

    private static bool HoldsNetwork(in Prefix network) => network.Length <= LatencyMap.MaxIPv6Length && network.Length >= (network.IsIPv6 ? 16 : 8);

    private SampleOutcome Judge(in LatencySample sample, long nowUnixMs) => sample switch
    {
        _ when !HoldsNetwork(sample.Network) => SampleOutcome.RefusedNetwork,
        { Rtt.Microseconds: 0 } => SampleOutcome.RefusedZero,
        { Rtt.IsKnown: true } when sample.Rtt > LongestRtt => SampleOutcome.RefusedTooLong,
        _ when sample.AtUnixMs > nowUnixMs + MaxClockSkewMs => SampleOutcome.RefusedFuture,
        _ when sample.AtUnixMs < nowUnixMs - limits.MaxAgeMs => SampleOutcome.RefusedOld,
        _ => SampleOutcome.Taken,
    };

    private ref PathEstimate PathOf(in Prefix network, ushort site)
    {
        if (heads.TryGetValue(network, out var at))
        {
            for (; at != End; at = paths[at].Next)
            {
                if (paths[at].Site == site)
                {
                    return ref CollectionsMarshal.AsSpan(paths)[at];
                }
            }
        }

        if (Count >= limits.MaxPaths)
        {
            EvictOldest();
        }

        return ref AddPath(network, site);
    }

    private ref PathEstimate AddPath(in Prefix network, ushort site)
    {
        var at = free;
        if (at == End)
        {
            at = paths.Count;
            paths.Add(default);
        }
        else
        {
            free = paths[at].Next;
        }

        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(heads, network, out var exists);
        ref var path = ref CollectionsMarshal.AsSpan(paths)[at];
        path = new PathEstimate { Site = site, Next = exists ? head : End };
        head = at;
        Count++;
        return ref path;
    }

    // A sixteenth at a time, so that finding the oldest costs little per sample.
    private void EvictOldest()
    {
        var times = Export().Select(row => row.AtUnixMs).Order().ToArray();
        var threshold = times[(times.Length - 1) / 16];
        foreach (var network in heads.Keys.ToArray())
        {
            var kept = End;
            for (var at = heads[network]; at != End;)
            {
                ref var path = ref CollectionsMarshal.AsSpan(paths)[at];
                var next = path.Next;
                ref var list = ref path.AtUnixMs <= threshold ? ref free : ref kept;
                Count -= path.AtUnixMs <= threshold ? 1 : 0;
                Evicted += path.AtUnixMs <= threshold ? 1 : 0;
                path.Next = list;
                list = at;
                at = next;
            }

            if (kept == End)
            {
                heads.Remove(network);
            }
            else
            {
                heads[network] = kept;
            }
        }
    }
}
