using System.Buffers;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Uplink;

/// <summary>
/// What a report says, read but not checked. Its samples are in memory that is used again, so that reports leave nothing to collect: good until
/// it is disposed. Samples beyond <see cref="SampleBatch.MaxSamples"/> are counted and not kept.
/// </summary>
public sealed class ReportedBatch : IDisposable
{
    private readonly List<string> sites = [string.Empty];
    private readonly Dictionary<string, int> numbers = [];
    private ReportedSample[] samples = [];

    // No name begins so.
    private const string NoSite = "\0";

    public string Id { get; internal set; } = string.Empty;

    /// <summary>That of the samples which name none themselves.</summary>
    public string Site
    {
        get => sites[0];
        internal set => sites[0] = value;
    }

    public long SentAt { get; internal set; }

    public bool ToAll { get; internal set; }

    /// <summary>How many samples it has, those that are not kept among them.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<ReportedSample> Samples => samples.AsSpan(0, Math.Min(Count, SampleBatch.MaxSamples));

    /// <summary>Names of sites, in the order of <see cref="ReportedSample.Site"/>.</summary>
    public IReadOnlyList<string> Sites => sites;

    public void Dispose()
    {
        if (samples.Length > 0)
        {
            ArrayPool<ReportedSample>.Shared.Return(samples);
        }

        samples = [];
        Count = 0;
    }

    /// <summary>The number of the site that a sample named last; no name before the first.</summary>
    internal int LastNumber { get; private set; }

    internal string LastSite => LastNumber == 0 ? NoSite : sites[LastNumber];

    internal int NumberOf(string site)
    {
        if (numbers.TryAdd(site, sites.Count))
        {
            sites.Add(site);
        }

        return LastNumber = numbers[site];
    }

    internal void Clear() => Count = 0;

    internal void Add(in ReportedSample sample)
    {
        if (Count < SampleBatch.MaxSamples)
        {
            if (Count == samples.Length)
            {
                Grow();
            }

            samples[Count] = sample;
        }

        Count++;
    }

    private void Grow()
    {
        var larger = ArrayPool<ReportedSample>.Shared.Rent(Math.Max(256, Math.Min(2 * Count, SampleBatch.MaxSamples)));
        Samples.CopyTo(larger);
        var count = Count;
        Dispose();
        (samples, Count) = (larger, count);
    }
}

/// <summary>One sample as a report says it, see <see cref="SampleEntry"/>.</summary>
public struct ReportedSample
{
    public Prefix Network;

    /// <summary>False: what stood there was no network.</summary>
    public bool IsNetwork;

    /// <summary>Null: the probe was lost.</summary>
    public long? RttUs;

    /// <summary>Null: nothing that is measured.</summary>
    public Evidence? Kind;

    /// <summary>Unix milliseconds.</summary>
    public long At;

    /// <summary>What <see cref="FlowEntry"/> says; all zero where there is none.</summary>
    public long JitterUs, Packets, Lost, Connection;

    /// <summary>In <see cref="ReportedBatch.Sites"/>; 0 is that of the report.</summary>
    public int Site;
}
