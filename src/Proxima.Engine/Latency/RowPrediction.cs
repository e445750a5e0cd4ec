using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;

namespace Proxima.Engine.Latency;

/// <summary>
/// Foretells the sites a network lacks, row by row of a map in the making. A prediction costs tens of microseconds, so one is kept from map
/// to map until the network's own figures move or the model is fitted anew; per map at most <see cref="MostPerBuild"/> are made, and a
/// network that has to wait keeps its old one, or stands on its covering prefix meanwhile. A fit takes seconds: it works on a copy, elsewhere,
/// and maps are made by the last model until it is done.
/// </summary>
public sealed class RowPrediction
{
    /// <summary>Fewer fully measured networks tell no kinds of networks apart: where no geography does, the ladder does as well.</summary>
    public const int LeastKnown = 8;

    /// <summary>Most networks copied for a fit: an even choice over the address space.</summary>
    public const int MostCopied = 65_536;

    /// <summary>Most predictions for one map, about half a second of one core.</summary>
    public const int MostPerBuild = 10_000;

    /// <summary>The kinds of networks there are change from day to day, not from map to map.</summary>
    public static readonly TimeSpan FitInterval = TimeSpan.FromMinutes(10);

    /// <summary>A network's own figure that moved by less does not change what it foretells.</summary>
    private const double SameShare = 0.05;
    private const double SameMs = 1;

    /// <summary>On the log scale: a figure that is expected to be half as large again, or two thirds, is not the path's.</summary>
    private const double MostDisbelief = 0.4;
    private const long NeverMs = long.MinValue;

    private readonly SiteMesh mesh;
    private readonly Func<Prefix, Place> placeOf;
    private readonly Func<Action, Task> fitOn;
    private readonly Func<ulong> placesId;
    private readonly double[] own;
    private readonly double[] doubts;
    private readonly uint[] before;
    private Task<PredictionModel>? fitting;
    private PredictionModel? model;
    private long fittedAtUnixMs = NeverMs;
    private ulong lastPlacesId;
    private int budget;
    private bool wasForetold;
    private bool isStillTrue;

    /// <summary>Rows from here on stand on an earlier model; they are foretold anew a few at a time.</summary>
    private int staleFrom;

    /// <param name="mesh">The sites, by their place in the steering model.</param>
    /// <param name="placeOf">Geolocation of a network; null: there is none.</param>
    /// <param name="fitOn">Where a fit is worked out; null: at once, here. The task ends with it.</param>
    /// <param name="placesId">Differs when the geolocation does: what was foretold by another is then foretold anew. Null: it never does.</param>
    public RowPrediction(SiteMesh mesh, Func<Prefix, Place>? placeOf = null, Func<Action, Task>? fitOn = null, Func<ulong>? placesId = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        this.mesh = mesh;
        this.placeOf = placeOf ?? (_ => default);
        this.fitOn = fitOn ?? AtOnce;
        this.placesId = placesId ?? (() => 0);
        IsPlaced = placeOf is not null && mesh.HasPositions;
        own = new double[mesh.Count];
        doubts = new double[mesh.Count];
        before = new uint[mesh.Count];
    }

    /// <summary>True when a network can be foretold from where it is alone.</summary>
    internal bool IsPlaced { get; }

    /// <summary>Whether a network that was never measured can be foretold.</summary>
    internal bool CanPlace(in Prefix network) => IsPlaced && placeOf(network).IsKnown;

    /// <summary>Fills the gaps of measured and of wholly foretold rows. <paramref name="keys"/> are sorted, their slots still by site.</summary>
    internal void Fill(ReadOnlySpan<RowKey> keys, SlotStore slots, LatencyRows previous, long nowUnixMs)
    {
        // A map whose networks are all measured in full needs no model.
        if (!HasGap(keys, slots))
        {
            return;
        }

        var isNewModel = HaveMovedPlaces() | TakeFit();
        if (fitting is null && (fittedAtUnixMs == NeverMs || nowUnixMs - fittedAtUnixMs >= (long)FitInterval.TotalMilliseconds))
        {
            BeginFit(keys, slots, nowUnixMs);
            isNewModel |= TakeFit();
        }

        if (model is null)
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
            if (key.Rung is not (Rung.Measured or Rung.Predicted))
            {
                covering = key.Rung == Rung.Covering ? i : covering;
                continue;
            }

            while (old < previous.Count && PrefixOrder.Compare(previous.KeyAt(old).Prefix, key.Prefix) < 0)
            {
                old++;
            }

            var figures = slots[key.Store];
            if (figures.Contains(LatencySlot.Unknown.Bits) && (Read(figures) > 0 || key.Rung == Rung.Predicted))
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
            var evidence = model!.EvidenceOf(network, own, MatesOf(around, figures)) with { Doubts = doubts };
            if (!model.CanForetell(in evidence, Array.Exists(own, double.IsFinite)))
            {
                return;
            }

            budget--;
            var prediction = model.Prediction;
            prediction.Predict(in evidence);
            for (var site = 0; site < figures.Length; site++)
            {
                figures[site] = IsBelieved(site, prediction.ExpectedMs[site]) ? figures[site] : LatencySlot.From(site, prediction.EstimateOf(site)).Bits;
            }
        }
    }

    // A doubtful figure that fits nothing else of the network must not win by being low: what is expected then stands in its place.
    private bool IsBelieved(int site, double expectedMs) =>
        double.IsFinite(own[site]) && (doubts[site] == 0 || Math.Abs(Math.Log(expectedMs / Math.Max(own[site], SameMs))) <= MostDisbelief);

    private static bool HasGap(ReadOnlySpan<RowKey> keys, SlotStore slots)
    {
        foreach (ref readonly var key in keys)
        {
            if (key.Rung is Rung.Measured or Rung.Predicted && slots[key.Store].Contains(LatencySlot.Unknown.Bits))
            {
                return true;
            }
        }

        return false;
    }

    // The fit too is by places: the next one is due at once.
    private bool HaveMovedPlaces()
    {
        var id = placesId();
        var haveMoved = id != lastPlacesId;
        lastPlacesId = id;
        fittedAtUnixMs = haveMoved ? NeverMs : fittedAtUnixMs;
        return haveMoved;
    }

    // True when a fit was done since the last look. One that failed throws here, once, and the next is begun in its time.
    private bool TakeFit()
    {
        if (fitting is not { IsCompleted: true } done)
        {
            return false;
        }

        fitting = null;
        model = done.GetAwaiter().GetResult();
        return true;
    }

    private void BeginFit(ReadOnlySpan<RowKey> keys, SlotStore slots, long nowUnixMs)
    {
        var measured = Copy(keys, slots);
        if (measured.Count >= LeastKnown || IsPlaced)
        {
            fittedAtUnixMs = nowUnixMs;
            fitting = FitAsync(measured);
        }
    }

    private async Task<PredictionModel> FitAsync(List<MeasuredNetwork> measured)
    {
        PredictionModel? result = null;
        await fitOn(() => result = PredictionModel.Fit(mesh, measured, placeOf)).ConfigureAwait(false);
        return result!;
    }

    private static Task AtOnce(Action fit)
    {
        fit();
        return Task.CompletedTask;
    }

    // Networks measured by at least half of the sites: every so-maniest, so that all of the address space speaks.
    private List<MeasuredNetwork> Copy(ReadOnlySpan<RowKey> keys, SlotStore slots)
    {
        var candidates = new List<int>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i].Rung == Rung.Measured && (mesh.Count - slots[keys[i].Store].Count(LatencySlot.Unknown.Bits)) * 2 >= mesh.Count)
            {
                candidates.Add(i);
            }
        }

        var result = new List<MeasuredNetwork>();
        var stride = Math.Max(1, (candidates.Count + MostCopied - 1) / MostCopied);
        for (var i = 0; i < candidates.Count; i += stride)
        {
            ref readonly var key = ref keys[candidates[i]];
            Read(slots[key.Store]);
            result.Add(new MeasuredNetwork(key.Prefix, [.. own], doubts.Where((_, site) => double.IsFinite(own[site])).Average()));
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
            doubts[site] = 1 - (slot.Confidence / 15.0);
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
