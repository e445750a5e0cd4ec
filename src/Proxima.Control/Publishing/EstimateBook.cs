using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;

namespace Proxima.Control.Publishing;

/// <summary>
/// The estimator and what it takes to bring it back: which estimates changed since the last checkpoint, and the last sample that is in
/// them. Samples come in the order of their ids, so that a replay gives the same estimates. Any thread.
/// </summary>
public sealed class EstimateBook
{
    private readonly Lock gate = new();
    private readonly LatencyEstimator estimator;
    private readonly Action raise;
    private long lastSample;
    private long sampleCount;
    private long lastSampleAtUnixMs;

    /// <param name="raise">Called when estimates changed.</param>
    /// <param name="limits">Of the estimator; null: as it has them itself.</param>
    public EstimateBook(StoredEstimates stored, Action raise, EstimatorLimits? limits = null)
    {
        this.raise = raise;
        estimator = new LatencyEstimator(limits);
        foreach (var row in stored.Biases)
        {
            estimator.Import(row);
        }

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

    /// <summary>What is known of one network, by the store's numbers of the sites.</summary>
    public IReadOnlyList<EstimateRow> RowsOf(in Prefix network, DateTimeOffset now)
    {
        lock (gate)
        {
            return estimator.RowsOf(network, now.ToUnixTimeMilliseconds());
        }
    }

    /// <summary>What was heard last of one path, by the store's number of the site.</summary>
    public PathNews NewsOf(in Prefix network, ushort site)
    {
        lock (gate)
        {
            return estimator.NewsOf(network, site);
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

    /// <summary>
    /// Adds every network's estimates to a map in the making, but for those of sites that contradict the others;
    /// <paramref name="places"/> leads from a site's number in the store to its place in the model.
    /// </summary>
    public void AddTo(LatencyMapBuilder builder, int siteCount, IReadOnlyDictionary<ushort, int> places, VantageWatch vantages, DateTimeOffset now)
    {
        var nowUnixMs = now.ToUnixTimeMilliseconds();
        lock (gate)
        {
            // In one hold of the lock, so that no figure is in the map that was not compared.
            List<ushort> numbers = [.. places.Keys.Order()];
            var distrusted = vantages.Compare(numbers, estimator.RowsMs(numbers, VantageCheck.MostNetworks, nowUnixMs));
            estimator.AddTo(builder, siteCount, number => distrusted.Contains(number) ? -1 : places.GetValueOrDefault(number, -1), nowUnixMs);
        }
    }

    /// <summary>Stores the networks whose estimates changed since the last checkpoint, and which samples are in them; returns how many.</summary>
    /// <exception cref="StoreException">They could not be stored; they are part of the next checkpoint.</exception>
    public async Task<int> CheckpointAsync(Store store)
    {
        var networks = new List<EstimateBlock>();
        IReadOnlyList<KindBiasRow> biases;
        long last;
        lock (gate)
        {
            estimator.TakeChanged((network, paths) => networks.Add(EstimateBlock.Of(network, paths)));
            biases = estimator.ExportBiases();
            last = lastSample;
        }

        if (networks.Count == 0)
        {
            return 0;
        }

        try
        {
            await store.SaveEstimatesAsync(networks, biases, last);
            return networks.Count;
        }
        catch (StoreException)
        {
            lock (gate)
            {
                estimator.PutBack(networks.Select(network => network.Network));
            }

            throw;
        }
    }

    /// <summary>Retention deleted samples from the store; the estimates keep what they said.</summary>
    public void Forgot(int samples) => Interlocked.Add(ref sampleCount, -samples);

    private void Add(IEnumerable<LatencySample> samples)
    {
        foreach (var sample in samples)
        {
            // At the sample's own time: what is stored was judged against the clock when it came in, and a replay must not judge it anew.
            estimator.Observe(sample, sample.AtUnixMs);
            lastSampleAtUnixMs = Math.Max(lastSampleAtUnixMs, sample.AtUnixMs);
        }
    }
}
