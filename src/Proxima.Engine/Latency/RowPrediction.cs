using Proxima.Engine.Latency.Prediction;

namespace Proxima.Engine.Latency;

/// <summary>
/// Foretells the sites a measured network lacks, row by row of a map in the making. A prediction costs tens of microseconds, so one is kept
/// from map to map until the network's own figures move or the model is fitted anew; per map at most <see cref="MostPerBuild"/> are made, and
/// a network that has to wait keeps its old one, or stands on its covering prefix meanwhile.
/// </summary>
public sealed class RowPrediction
{
    /// <summary>Fewer fully measured networks tell no kinds of networks apart: the ladder does as well.</summary>
    public const int LeastKnown = 8;

    /// <summary>Most known networks the model is fitted to: an even choice over the address space; of them the predictor keeps its templates.</summary>
    public const int MostKnown = 512;

    /// <summary>Most predictions for one map, about a second of one core.</summary>
    public const int MostPerBuild = 20_000;

    /// <summary>The kinds of networks there are change from day to day, not from map to map.</summary>
    public static readonly TimeSpan FitInterval = TimeSpan.FromMinutes(10);

    /// <summary>A network's own figure that moved by less does not change what it foretells.</summary>
    private const double SameShare = 0.05;
    private const double SameMs = 1;
    private const long NeverMs = long.MinValue;

    private readonly SiteMesh mesh;
    private readonly Func<Prefix, GeoPosition?> placeOf;
    private readonly double[] own;
    private readonly uint[] before;
    private NetworkPrediction? prediction;
    private long fittedAtUnixMs = NeverMs;
    private int budget;
    private bool isNewModel;
    private bool wasForetold;
    private bool isStillTrue;

    /// <summary>Rows from here on stand on an earlier model; they are foretold anew a few at a time.</summary>
    private int staleFrom;

    /// <param name="mesh">The sites, by their place in the steering model.</param>
    /// <param name="placeOf">Geolocation of a network; null: there is none.</param>
    public RowPrediction(SiteMesh mesh, Func<Prefix, GeoPosition?>? placeOf = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        this.mesh = mesh;
        this.placeOf = placeOf ?? (_ => null);
        own = new double[mesh.Count];
        before = new uint[mesh.Count];
    }

    /// <summary>Fills the gaps of measured rows. <paramref name="keys"/> are sorted, their slots still by site.</summary>
    internal void Fill(ReadOnlySpan<RowKey> keys, SlotStore slots, LatencyRows previous, long nowUnixMs)
    {
        // A fit takes seconds: a map whose networks are all measured in full does not wait for one.
        if (!HasGap(keys, slots))
        {
            return;
        }

        Refit(keys, slots, nowUnixMs);
        if (prediction is null)
        {
            return;
        }

        budget = MostPerBuild;
        staleFrom = isNewModel ? 0 : staleFrom;
        var stillStaleFrom = keys.Length;
        var covering = -1;
        var old = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            ref readonly var key = ref keys[i];
            if (key.Rung != Rung.Measured)
            {
                covering = key.Rung == Rung.Covering ? i : covering;
                continue;
            }

            while (old < previous.Count && PrefixOrder.Compare(previous.KeyAt(old).Prefix, key.Prefix) < 0)
            {
                old++;
            }

            var figures = slots[key.Store];
            if (figures.Contains(LatencySlot.Unknown.Bits) && Read(figures) > 0)
            {
                var isStale = i >= staleFrom;
                stillStaleFrom = isStale && budget == 0 ? Math.Min(stillStaleFrom, i) : stillStaleFrom;
                Recall(old < previous.Count && previous.KeyAt(old).Prefix == key.Prefix ? previous.SlotsAt(old) : [], isStale);
                Fill(figures, key.Prefix, covering >= 0 && keys[covering].Prefix.Contains(key.Prefix) ? slots[keys[covering].Store] : []);
            }
        }

        staleFrom = stillStaleFrom;
    }

    // Once the predictions of this map are used up, an old one is better than none: orders must not swing for want of time.
    private void Fill(Span<uint> figures, in Prefix network, ReadOnlySpan<uint> around)
    {
        if (wasForetold && (budget == 0 || isStillTrue))
        {
            for (var site = 0; site < figures.Length; site++)
            {
                var isKept = figures[site] == LatencySlot.Unknown.Bits && new LatencySlot(before[site]).IsForetold;
                figures[site] = isKept ? before[site] : figures[site];
            }
        }
        else if (budget > 0)
        {
            budget--;
            prediction!.Predict(new NetworkEvidence(own, placeOf(network), MatesOf(around, figures)));
            for (var site = 0; site < figures.Length; site++)
            {
                figures[site] = figures[site] == LatencySlot.Unknown.Bits ? LatencySlot.From(site, prediction.EstimateOf(site)).Bits : figures[site];
            }
        }
    }

    private static bool HasGap(ReadOnlySpan<RowKey> keys, SlotStore slots)
    {
        foreach (ref readonly var key in keys)
        {
            if (key.Rung == Rung.Measured && slots[key.Store].Contains(LatencySlot.Unknown.Bits))
            {
                return true;
            }
        }

        return false;
    }

    private void Refit(ReadOnlySpan<RowKey> keys, SlotStore slots, long nowUnixMs)
    {
        isNewModel = fittedAtUnixMs == NeverMs || nowUnixMs - fittedAtUnixMs >= (long)FitInterval.TotalMilliseconds;
        if (isNewModel)
        {
            var known = KnownIn(keys, slots);
            prediction = known.Count < LeastKnown ? null : new NetworkPrediction(new LatencyPredictor(mesh, known));
            fittedAtUnixMs = prediction is null ? NeverMs : nowUnixMs;
        }
    }

    // Networks measured by at least half of the sites: every so-maniest, so that all of the address space speaks.
    private List<KnownNetwork> KnownIn(ReadOnlySpan<RowKey> keys, SlotStore slots)
    {
        var candidates = new List<int>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Rung == Rung.Measured && (mesh.Count - slots[keys[i].Store].Count(LatencySlot.Unknown.Bits)) * 2 >= mesh.Count)
            {
                candidates.Add(i);
            }
        }

        var result = new List<KnownNetwork>();
        var stride = Math.Max(1, (candidates.Count + MostKnown - 1) / MostKnown);
        for (var i = 0; i < candidates.Count; i += stride)
        {
            ref readonly var key = ref keys[candidates[i]];
            Read(slots[key.Store]);
            result.Add(new KnownNetwork([.. own], placeOf(key.Prefix)));
        }

        return result;
    }

    /// <summary>Own figures in milliseconds, NaN where there is none; returns how many there are.</summary>
    private int Read(ReadOnlySpan<uint> figures)
    {
        var count = 0;
        for (var site = 0; site < own.Length; site++)
        {
            var slot = new LatencySlot(figures[site]);
            own[site] = slot.IsOwn ? slot.Rtt.Milliseconds : double.NaN;
            count += slot.IsOwn ? 1 : 0;
        }

        return count;
    }

    // What the row said in the last map: whether any of it was foretold, and whether that still follows from its own figures.
    private void Recall(ReadOnlySpan<LatencySlot> known, bool isStale)
    {
        Array.Fill(before, LatencySlot.Unknown.Bits);
        wasForetold = false;
        foreach (var slot in known)
        {
            before[slot.Site] = slot.Bits;
            wasForetold |= slot.IsForetold;
        }

        isStillTrue = !isStale;
        for (var site = 0; isStillTrue && site < own.Length; site++)
        {
            var slot = new LatencySlot(before[site]);
            var isOwn = double.IsFinite(own[site]);
            isStillTrue = slot.IsOwn == isOwn && (!isOwn || Math.Abs(own[site] - slot.Rtt.Milliseconds) <= Math.Max(SameMs, SameShare * own[site]));
        }
    }

    // The covering row is a mate when it knows most sites, and one that this network lacks: else it is only this network over again.
    private static double[][] MatesOf(ReadOnlySpan<uint> around, ReadOnlySpan<uint> figures)
    {
        var mate = new double[figures.Length];
        var known = 0;
        var isNew = false;
        for (var site = 0; site < around.Length; site++)
        {
            var slot = new LatencySlot(around[site]);
            mate[site] = slot.IsKnown ? slot.Rtt.Milliseconds : double.NaN;
            known += slot.IsKnown ? 1 : 0;
            isNew |= slot.IsKnown && figures[site] == LatencySlot.Unknown.Bits;
        }

        return isNew && known * 2 >= figures.Length ? [mate] : [];
    }
}
