using Proxima.Control.Storage;
using Proxima.Engine.Latency;

namespace Proxima.Control.Publishing;

/// <summary>
/// The estimator and what it takes to bring it back: which estimates changed since the last checkpoint, and the last sample that is in
/// them. Samples come in the order of their ids, so that a replay gives the same estimates. Any thread.
/// </summary>
public sealed class EstimateBook
{
    private readonly Lock gate = new();
    private readonly LatencyEstimator estimator = new();
    private readonly HashSet<(Prefix Network, ushort Site)> changed = [];
    private readonly Action raise;
    private long lastSample;
    private long sampleCount;
    private long lastSampleAtUnixMs;

    /// <param name="raise">Called when estimates changed.</param>
    public EstimateBook(StoredEstimates stored, Action raise)
    {
        this.raise = raise;
        foreach (var row in stored.Checkpoint)
        {
            estimator.Import(row);
            lastSampleAtUnixMs = Math.Max(lastSampleAtUnixMs, row.AtUnixMs);
        }

        Add(stored.After);
        lastSample = stored.LastSample;
        sampleCount = stored.SampleCount;
    }

    /// <summary>Samples in the store.</summary>
    public long SampleCount => Interlocked.Read(ref sampleCount);

    /// <summary>When the newest sample was taken, in Unix milliseconds; 0 when there never was one.</summary>
    public long LastSampleAtUnixMs
    {
        get
        {
            lock (gate)
            {
                return lastSampleAtUnixMs;
            }
        }
    }

    public EstimateCounts Counts
    {
        get
        {
            lock (gate)
            {
                var refused = EstimateCounts.Refusals.ToDictionary(pair => pair.Reason, pair => estimator.CountOf(pair.Outcome));
                return new EstimateCounts(estimator.Count, refused, estimator.Evicted);
            }
        }
    }

    public void Observe(IReadOnlyList<LatencySample> samples, long last)
    {
        lock (gate)
        {
            Add(samples);
            lastSample = last;
            sampleCount += samples.Count;
        }

        raise();
    }

    /// <summary>Adds every network's estimates to a map in the making; <paramref name="places"/> leads from a site's number in the store to its place in the model.</summary>
    public void AddTo(LatencyMapBuilder builder, int siteCount, IReadOnlyDictionary<ushort, int> places, DateTimeOffset now)
    {
        lock (gate)
        {
            estimator.AddTo(builder, siteCount, number => places.GetValueOrDefault(number, -1), now.ToUnixTimeMilliseconds());
        }
    }

    /// <summary>Stores the estimates that changed since the last checkpoint, and which samples are in them; returns how many.</summary>
    /// <exception cref="StoreException">They could not be stored; they are part of the next checkpoint.</exception>
    public async Task<int> CheckpointAsync(Store store)
    {
        List<(Prefix Network, ushort Site)> taken;
        List<EstimateRow> rows;
        long last;
        lock (gate)
        {
            taken = [.. changed];
            rows = taken.Count == 0 ? [] : [.. estimator.Export().Where(row => changed.Contains((row.Network, row.Site)))];
            last = lastSample;
            changed.Clear();
        }

        if (taken.Count == 0)
        {
            return 0;
        }

        try
        {
            await store.SaveEstimatesAsync(rows, last);
            return rows.Count;
        }
        catch (StoreException)
        {
            lock (gate)
            {
                changed.UnionWith(taken);
            }

            throw;
        }
    }

    /// <summary>Retention deleted samples from the store; the estimates keep what they said.</summary>
    public void Forgot(int samples) => Interlocked.Add(ref sampleCount, -samples);

    private void Add(IReadOnlyList<LatencySample> samples)
    {
        foreach (var sample in samples)
        {
            // At the sample's own time: what is stored was judged against the clock when it came in, and a replay must not judge it anew.
            estimator.Observe(sample, sample.AtUnixMs);
            changed.Add((sample.Network, sample.Site));
            lastSampleAtUnixMs = Math.Max(lastSampleAtUnixMs, sample.AtUnixMs);
        }
    }
}
