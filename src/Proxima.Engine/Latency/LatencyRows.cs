using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>The figure of one site in one row. Confidence 0 to 15, in fifteenths.</summary>
public readonly record struct SiteEstimate(Rtt Rtt, byte Confidence, Evidence Evidence)
{
    /// <summary>Mean deviation of the RTTs; zero where it is not known.</summary>
    public Rtt Jitter { get; init; }

    /// <summary>Share of packets lost, from 0 to 1.</summary>
    public float Loss { get; init; }

    public static SiteEstimate Unknown => new(Rtt.Unknown, 0, Evidence.None);

    /// <summary>What a person states, without doubt.</summary>
    public static SiteEstimate Given(Rtt rtt) => new(rtt, 15, Evidence.Given);
}

/// <summary>
/// The rows a latency map is made of: for each prefix, its rung and the sites in the order of preference that tolerance and dwell gave them.
/// Prefixes may nest; the longest one that contains a client counts. Sorted as <see cref="PrefixOrder"/> says. Filled by <see cref="LatencyMapBuilder"/>.
/// </summary>
public sealed class LatencyRows
{
    /// <summary>Most sites of a map: a slot names its site with one octet.</summary>
    public const int MaxSites = 255;

    private readonly SlotStore slots;
    private readonly QualityStore qualities;
    private readonly RowKey[] keys;

    /// <summary>No rows: every client stands on <see cref="Rung.Static"/>.</summary>
    public LatencyRows(int siteCount)
        : this(siteCount, new SlotStore(siteCount), new QualityStore(siteCount), [])
    {
    }

    internal LatencyRows(int siteCount, SlotStore slots, QualityStore qualities, RowKey[] keys)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)siteCount, (uint)MaxSites, nameof(siteCount));
        SiteCount = siteCount;
        this.slots = slots;
        this.qualities = qualities;
        this.keys = keys;
    }

    public int SiteCount { get; }

    public int Count => keys.Length;

    public Prefix PrefixAt(int row) => keys[row].Prefix;

    public Rung RungAt(int row) => keys[row].Rung;

    /// <summary>The sites with a figure, the preferred one first.</summary>
    public ReadOnlySpan<LatencySlot> SlotsAt(int row) => MemoryMarshal.Cast<uint, LatencySlot>(slots[keys[row].Store][..keys[row].Known]);

    /// <summary>Loss and jitter by site number; empty where nothing is known of them.</summary>
    public ReadOnlySpan<PathQuality> QualitiesAt(int row) => qualities[keys[row].Quality];

    /// <summary>The row of this very prefix, as <see cref="SlotsAt"/> gives it; empty when there is none.</summary>
    public ReadOnlySpan<LatencySlot> SlotsOf(in Prefix network) => SlotsOf(network, FirstFrom(network));

    /// <summary>The same, where it must be the row at <paramref name="place"/>.</summary>
    internal ReadOnlySpan<LatencySlot> SlotsOf(in Prefix network, int place) => place < Count && keys[place].Prefix == network ? SlotsAt(place) : [];

    /// <summary>The first row that does not come before <paramref name="network"/>; <see cref="Count"/> when all do.</summary>
    internal int FirstFrom(in Prefix network)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = PrefixOrder.Compare(keys[middle].Prefix, network) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The same, where none before <paramref name="place"/> is it and it is not far from there: for who goes through all in order.</summary>
    internal int FirstFrom(in Prefix network, int place)
    {
        while (place < Count && PrefixOrder.Compare(keys[place].Prefix, network) < 0)
        {
            place++;
        }

        return place;
    }

    /// <summary>The last row before <paramref name="place"/> that was measured; -1 when there is none.</summary>
    internal int LastMeasuredBefore(int place)
    {
        do
        {
            place--;
        }
        while (place >= 0 && keys[place].Rung < Rung.Measured);
        return place;
    }

    internal ref readonly RowKey KeyAt(int row) => ref keys[row];
}

/// <summary>One row without its slots: those lie in row <see cref="Store"/> of the slot store, <see cref="Known"/> of them in order of preference.</summary>
internal struct RowKey
{
    public Prefix Prefix;
    public int Store;

    /// <summary>Its number in the store of qualities; 0: nothing is known of them.</summary>
    public int Quality;
    public byte Known;
    public Rung Rung;

    /// <summary>When the order of sites last changed, in Unix milliseconds.</summary>
    public long ChangedAtUnixMs;
}
