using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;

namespace Proxima.Engine.Latency;

/// <summary>
/// Foretells the sites a network lacks, row by row of a map in the making. A prediction costs a tenth of a millisecond, so one is kept from map
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

    /// <summary>Most predictions for one map: with 32 sites each takes a tenth of a millisecond of one core and more.</summary>
    public const int MostPerBuild = 10_000;

    private const int PredictionsPerShare = 256;

    /// <summary>The kinds of networks there are change from day to day, not from map to map.</summary>
    public static readonly TimeSpan FitInterval = TimeSpan.FromMinutes(10);

    private const long NeverMs = long.MinValue;

    private readonly SiteMesh mesh;
    private readonly Func<Prefix, Place> placeOf;
    private readonly Func<Action, Task> fitOn;
    private readonly Func<ulong> placesId;
    private Task<PredictionModel>? fitting;
    private PredictionModel? model;
    private long fittedAtUnixMs = NeverMs;
    private ulong lastPlacesId;

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
    }

    /// <summary>True when a network can be foretold from where it is alone.</summary>
    internal bool IsPlaced { get; }

    /// <summary>Whether a network that was never measured can be foretold.</summary>
    internal bool CanPlace(in Prefix network) => IsPlaced && placeOf(network).IsKnown;

    /// <summary>Fills the gaps of measured and of wholly foretold rows. <paramref name="keys"/> are sorted, their slots still by site.</summary>
    internal void Fill(RowKey[] keys, SlotStore slots, LatencyRows previous, long nowUnixMs)
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

        if (model is not null)
        {
            staleFrom = isNewModel ? 0 : staleFrom;
            var areOpen = new bool[keys.Length];
            RowShares.Run(keys.Length, (from, to) => KeepWhatIsTrue(keys.AsSpan(0, to), from, slots, previous, areOpen));
            Foretell(keys, slots, previous, areOpen);
        }
    }

    // Of most rows what the last map foretold still holds. The others are open.
    private void KeepWhatIsTrue(ReadOnlySpan<RowKey> keys, int from, SlotStore slots, LatencyRows previous, bool[] areOpen)
    {
        var recall = new RowRecall(mesh.Count);
        var old = previous.FirstFrom(keys[from].Prefix);
        for (var i = from; i < keys.Length; i++)
        {
            ref readonly var key = ref keys[i];
            var figures = slots[key.Store];
            if (key.Rung is not (Rung.Measured or Rung.Predicted) || !figures.Contains(LatencySlot.Unknown.Bits) || (recall.Read(figures) == 0 && key.Rung != Rung.Predicted))
            {
                continue;
            }

            old = previous.FirstFrom(key.Prefix, old);
            recall.Recall(previous.SlotsOf(key.Prefix, old), isStale: i >= staleFrom);
            areOpen[i] = !recall.WasForetold || !recall.IsStillTrue;
            if (!areOpen[i])
            {
                recall.Keep(figures);
            }
        }
    }

    // Chosen in order, worked out on all cores. Once the predictions of this map are used up, an old one is better than none: orders must
    // not swing for want of time.
    private void Foretell(RowKey[] keys, SlotStore slots, LatencyRows previous, ReadOnlySpan<bool> areOpen)
    {
        var chosen = new List<OpenRow>();
        var row = new RowRecall(mesh.Count);
        var stillStaleFrom = keys.Length;
        var covering = -1;
        var old = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            ref readonly var key = ref keys[i];
            covering = key.Rung == Rung.Covering ? i : covering;
            if (!areOpen[i])
            {
                continue;
            }

            var figures = slots[key.Store];
            row.Read(figures);
            if (chosen.Count < MostPerBuild)
            {
                var open = new OpenRow(key.Prefix, key.Store, covering >= 0 && keys[covering].Prefix.Contains(key.Prefix) ? keys[covering].Store : -1);
                if (model!.CanForetell(EvidenceOf(in open, slots, row), Array.Exists(row.Own, double.IsFinite)))
                {
                    chosen.Add(open);
                }

                continue;
            }

            stillStaleFrom = i >= staleFrom ? Math.Min(stillStaleFrom, i) : stillStaleFrom;
            old = previous.FirstFrom(key.Prefix, old);
            row.Recall(previous.SlotsOf(key.Prefix, old), isStale: false);
            row.Keep(figures);
        }

        staleFrom = stillStaleFrom;
        RowShares.Run(chosen.Count, (from, to) => Foretell(chosen.GetRange(from, to - from), slots), PredictionsPerShare);
    }

    private void Foretell(List<OpenRow> chosen, SlotStore slots)
    {
        var row = new RowRecall(mesh.Count);
        var prediction = model!.CreatePrediction();
        foreach (var open in chosen)
        {
            var figures = slots[open.Store];
            row.Read(figures);
            prediction.Predict(EvidenceOf(in open, slots, row));
            for (var site = 0; site < figures.Length; site++)
            {
                figures[site] = row.IsBelieved(site, prediction.ExpectedMs[site]) ? figures[site] : LatencySlot.From(site, prediction.EstimateOf(site)).Bits;
            }
        }
    }

    private NetworkEvidence EvidenceOf(in OpenRow open, SlotStore slots, RowRecall row) =>
        model!.EvidenceOf(open.Network, row.Own, MatesOf(open.AroundStore < 0 ? [] : slots[open.AroundStore], slots[open.Store])) with { Doubts = row.Doubts };

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

        var row = new RowRecall(mesh.Count);
        var result = new List<MeasuredNetwork>();
        var stride = Math.Max(1, (candidates.Count + MostCopied - 1) / MostCopied);
        for (var i = 0; i < candidates.Count; i += stride)
        {
            ref readonly var key = ref keys[candidates[i]];
            row.Read(slots[key.Store]);
            result.Add(new MeasuredNetwork(key.Prefix, [.. row.Own], row.Doubts.Where((_, site) => double.IsFinite(row.Own[site])).Average()));
        }

        return result;
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

    /// <summary>A row with gaps to foretell: its place in the store of slots, and that of the covering row around it, -1 where there is none.</summary>
    private readonly record struct OpenRow(Prefix Network, int Store, int AroundStore);
}
