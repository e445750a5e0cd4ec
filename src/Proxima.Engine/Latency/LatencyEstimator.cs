using Proxima.Engine.Latency.Probing;

namespace Proxima.Engine.Latency;

/// <summary>
/// Robust estimate per (client network, site) from samples of mixed kinds; pure, driven by the samples' own times. One thread at a time.
/// <code>
///   sample -> judged -> met before? -> less the bias of its kind -> path of (network, site): mean, deviation, loss, age
/// </code>
/// </summary>
public sealed class LatencyEstimator
{
    /// <summary>A longer RTT is no measurement of a path that could serve anybody.</summary>
    public static readonly Rtt LongestRtt = new(10_000_000);

    /// <summary>How far ahead the clock of whoever measured may be, in milliseconds.</summary>
    public const long MaxClockSkewMs = 60_000;

    private const int Outcomes = 7;

    private readonly EstimatorLimits limits;
    private readonly NetworkTable networks = new();
    private readonly PathStore paths = new();
    private readonly KindBias biases = new();
    private readonly SeenConnections connections = new();
    private readonly PathEviction eviction = new();
    private readonly long[] outcomes = new long[Outcomes];

    public LatencyEstimator(EstimatorLimits? limits = null) => this.limits = limits ?? new EstimatorLimits();

    /// <summary>(network, site) pairs held.</summary>
    public int Count { get; private set; }

    /// <summary>Networks with a pair.</summary>
    public int NetworkCount => networks.Count;

    /// <summary>Pairs thrown out because there was no room for newer ones.</summary>
    public long Evicted { get; private set; }

    /// <summary>Memory held for networks and paths.</summary>
    public long Octets => networks.Octets + paths.Octets;

    public long CountOf(SampleOutcome outcome) => outcomes[(int)outcome];

    public SampleOutcome Observe(in LatencySample sample, long nowUnixMs)
    {
        var outcome = Judge(in sample, nowUnixMs);
        if (outcome == SampleOutcome.Taken)
        {
            outcome = Take(in sample);
        }

        outcomes[(int)outcome]++;
        return outcome;
    }

    /// <summary>
    /// Adds every network's estimates to a map in the making. <paramref name="siteIndexOf"/> turns a site's number in the store into its
    /// index in the steering model; negative: the site is gone.
    /// </summary>
    public void AddTo(LatencyMapBuilder builder, int siteCount, Func<ushort, int> siteIndexOf, long nowUnixMs)
    {
        var bySite = new SiteEstimate[siteCount];
        var aging = new Aging(nowUnixMs, limits);
        var places = new SitePlaces(siteCount, siteIndexOf);
        foreach (ref readonly var entry in networks.Entries)
        {
            if (entry.IsUsed && Fill(bySite, paths[entry.Run], places, aging))
            {
                builder.Add(entry.Network, bySite);
            }
        }
    }

    /// <summary>What is known of one network, by the store's numbers of the sites; those too old to say anything are left out.</summary>
    public IReadOnlyList<EstimateRow> RowsOf(in Prefix network, long nowUnixMs)
    {
        var entry = networks.Find(network);
        var rows = new List<EstimateRow>();
        foreach (ref readonly var path in entry.IsUsed ? paths[entry.Run] : [])
        {
            if (nowUnixMs - path.AtUnixMs <= limits.MaxAgeMs)
            {
                rows.Add(path.ToRow(network));
            }
        }

        return rows;
    }

    /// <summary>What was heard last of one path; the default when nothing ever was.</summary>
    public PathNews NewsOf(in Prefix network, ushort site)
    {
        var entry = networks.Find(network);
        foreach (ref readonly var path in entry.IsUsed ? paths[entry.Run] : [])
        {
            if (path.Site == site)
            {
                return path.News;
            }
        }

        return default;
    }

    /// <summary>
    /// Of at most <paramref name="most"/> networks, evenly chosen among those measured by two sites or more, the figures by
    /// <paramref name="sites"/> in milliseconds; NaN where there is none that still says something.
    /// </summary>
    public IReadOnlyList<double[]> RowsMs(IReadOnlyList<ushort> sites, int most, long nowUnixMs)
    {
        var places = new SitePlaces(sites.Count, number => IndexOf(sites, number));
        var aging = new Aging(nowUnixMs, limits);
        var rows = new List<double[]>();
        var several = 0;
        foreach (ref readonly var entry in networks.Entries)
        {
            several += entry.IsUsed && entry.Run.Count > 1 ? 1 : 0;
        }

        var (stride, number) = (Math.Max(1, (several + most - 1) / most), 0);
        foreach (ref readonly var entry in networks.Entries)
        {
            if (entry.IsUsed && entry.Run.Count > 1 && number++ % stride == 0)
            {
                var row = new double[sites.Count];
                Array.Fill(row, double.NaN);
                foreach (ref readonly var path in paths[entry.Run])
                {
                    if (places[path.Site] is >= 0 and var place && path.Count > 0 && aging.IsAlive(path.AtUnixMs))
                    {
                        row[place] = path.MeanMs;
                    }
                }

                rows.Add(row);
            }
        }

        return rows;
    }

    /// <summary>Every path as it is now.</summary>
    public IReadOnlyList<EstimateRow> Export()
    {
        var rows = new List<EstimateRow>();
        foreach (ref readonly var entry in networks.Entries)
        {
            foreach (ref readonly var path in entry.IsUsed ? paths[entry.Run] : [])
            {
                rows.Add(path.ToRow(entry.Network));
            }
        }

        return rows;
    }

    /// <summary>
    /// Hands over all paths of each network of which one changed since they were last asked for; from now on they count as stored. The span is
    /// good until <paramref name="take"/> returns.
    /// </summary>
    public void TakeChanged(Action<Prefix, ReadOnlySpan<EstimateRow>> take)
    {
        var rows = new EstimateRow[PathRun.MostPaths];
        foreach (ref readonly var entry in networks.Entries)
        {
            var own = entry.IsUsed ? paths[entry.Run] : [];
            if (!HasChanged(own))
            {
                continue;
            }

            for (var i = 0; i < own.Length; i++)
            {
                rows[i] = own[i].ToRow(entry.Network);
                own[i].IsChanged = false;
            }

            take(entry.Network, rows.AsSpan(0, own.Length));
        }
    }

    /// <summary>What <see cref="TakeChanged"/> gave of these networks could not be stored.</summary>
    public void PutBack(IEnumerable<Prefix> unsaved)
    {
        foreach (var network in unsaved)
        {
            var entry = networks.Find(network);
            foreach (ref var path in entry.IsUsed ? paths[entry.Run] : [])
            {
                path.IsChanged = true;
            }
        }
    }

    /// <summary>What was learned of the kinds of evidence, for the store.</summary>
    public IReadOnlyList<KindBiasRow> ExportBiases() => [.. biases.Export()];

    /// <summary>Takes back what <see cref="Export()"/> gave, in place of what is held for that pair.</summary>
    public void Import(in EstimateRow row)
    {
        if (HoldsNetwork(row.Network))
        {
            PathOf(row.Network, row.Site).Restore(in row);
        }
    }

    /// <summary>Takes back what <see cref="ExportBiases"/> gave.</summary>
    public void Import(in KindBiasRow row)
    {
        if (row.Evidence < Evidence.Covering)
        {
            biases.Import(in row);
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

    private SampleOutcome Take(in LatencySample sample)
    {
        var isRepeated = sample.Flow.Connection != 0 && connections.IsRepeated(sample.Network, sample.Site, sample.Flow.Connection);
        ref var path = ref PathOf(sample.Network, sample.Site);
        if (isRepeated)
        {
            path.ObserveFlow(in sample);
            return SampleOutcome.Repeated;
        }

        var rttMs = 0f;
        if (sample.Rtt.IsKnown)
        {
            var bareMs = (float)sample.Rtt.Milliseconds - biases.Of(sample.Site, sample.Evidence);
            rttMs = Math.Max(LeastMs, bareMs);
            var isComparable = path.Count >= PathEstimate.SettledCount && sample.AtUnixMs - path.AtUnixMs <= limits.HalfLifeMs / 4;
            if (isComparable && sample.Evidence != path.Evidence)
            {
                biases.Learn(sample.Site, sample.Evidence, path.Evidence, bareMs > path.MeanMs);
            }
        }

        path.Observe(in sample, rttMs, limits.HalfLifeMs);
        return SampleOutcome.Taken;
    }

    private static bool HasChanged(ReadOnlySpan<PathEstimate> own)
    {
        foreach (ref readonly var path in own)
        {
            if (path.IsChanged)
            {
                return true;
            }
        }

        return false;
    }

    // A short path is not made shorter than a packet on the same link by a bias learned on long ones.
    private const float LeastMs = 0.05f;

    private static bool Fill(Span<SiteEstimate> bySite, ReadOnlySpan<PathEstimate> own, SitePlaces places, Aging aging)
    {
        bySite.Fill(SiteEstimate.Unknown);
        var some = false;
        foreach (ref readonly var path in own)
        {
            var site = places[path.Site];
            if (site >= 0 && path.Count > 0 && aging.IsAlive(path.AtUnixMs))
            {
                bySite[site] = path.ToEstimate(aging.RemainsOf(path.AtUnixMs));
                some = true;
            }
        }

        return some;
    }

    private static int IndexOf(IReadOnlyList<ushort> sites, ushort number)
    {
        var at = sites.Count - 1;
        while (at >= 0 && sites[at] != number)
        {
            at--;
        }

        return at;
    }

    private ref PathEstimate PathOf(in Prefix network, ushort site)
    {
        ref var entry = ref networks.GetOrAdd(network);
        if (entry.Run.Count > 0)
        {
            foreach (ref var path in paths[entry.Run])
            {
                if (path.Site == site)
                {
                    return ref path;
                }
            }
        }

        return ref AddPath(ref entry, network, site);
    }

    private ref PathEstimate AddPath(ref NetworkEntry entry, in Prefix network, ushort site)
    {
        if (entry.Run.Count == PathRun.MostPaths)
        {
            eviction.Forget(paths, ref entry.Run, PathEviction.OldestOf(paths[entry.Run]));
            Gone(1);
        }
        else if (Count >= limits.MaxPaths)
        {
            Gone(eviction.MakeRoom(networks, paths));
            entry = ref networks.GetOrAdd(network);
        }

        Count++;
        eviction.Came(site);
        return ref paths.Add(ref entry.Run, site);
    }

    private void Gone(int count)
    {
        Count -= count;
        Evicted += count;
    }
}
