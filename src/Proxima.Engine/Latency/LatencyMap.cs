using System.Numerics;
using System.Runtime.CompilerServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>Longest-prefix match from client address to row, over IPv4 and IPv6, read in place from the snapshot.</summary>
public sealed class LatencyMap
{
    /// <summary>The longest IPv6 prefix a row can have: of IPv6 addresses the upper 64 bits are searched; the rest is one subnet's hosts (RFC 4291 section 2.5.1).</summary>
    public const int MaxIPv6Length = 64;

    private readonly SectionView section;
    private readonly LatencyHeader header;

    public LatencyMap(SectionView section)
    {
        this.section = section;
        header = section.At<LatencyHeader>(0);
    }

    public int SiteCount => header.SiteCount;

    public int RowCount => header.RowCount;

    /// <summary>The row for a client and the addresses around it that have the very same one.</summary>
    public LatencyMatch Find(in Prefix client) => client.IsIPv6
        ? Find<ulong>(in header.IPv6, client.High)
        : Find<uint>(in header.IPv4, client.High);

    internal int RangeCount(bool isIPv6) => isIPv6 ? header.IPv6.Count : header.IPv4.Count;

    internal LatencyMatch RangeAt<TKey>(int number)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> =>
        MatchAt<TKey>(in typeof(TKey) == typeof(ulong) ? ref header.IPv6 : ref header.IPv4, number);

    private LatencyMatch Find<TKey>(in FamilyRanges family, ulong address)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> => MatchAt<TKey>(in family, family.Find<TKey>(section, address));

    private LatencyMatch MatchAt<TKey>(in FamilyRanges family, int number)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> =>
        new(RowAt(family.ValueAt(section, number)), family.StartsIn<TKey>(section).RangeAt(number));

    private LatencyRow RowAt(uint number)
    {
        if (number == LatencyHeader.NoRow)
        {
            return default;
        }

        var offset = header.RowsOffset + ((long)number * (Unsafe.SizeOf<RowHeader>() + (header.SiteCount * sizeof(uint))));
        ref readonly var head = ref section.At<RowHeader>(offset);
        return new(head.Rung, head.PrefixLength, section.Span<LatencySlot>(offset + Unsafe.SizeOf<RowHeader>(), head.SlotCount))
        {
            Qualities = head.Quality == 0 ? [] : section.Span<PathQuality>(header.QualitiesOffset + ((head.Quality - 1L) * RowHeader.QualityLength(header.SiteCount)), header.SiteCount),
        };
    }
}

/// <summary>One row, read in place. The default is that of a client nothing is known for: <see cref="Rung.Static"/>, no slots.</summary>
public readonly ref struct LatencyRow(Rung rung, byte prefixLength, ReadOnlySpan<LatencySlot> slots)
{
    public Rung Rung { get; } = rung;

    /// <summary>Length of the prefix whose row this is.</summary>
    public byte PrefixLength { get; } = prefixLength;

    /// <summary>The sites with a figure, the preferred one first.</summary>
    public ReadOnlySpan<LatencySlot> Slots { get; } = slots;

    /// <summary>Loss and jitter by site number; empty where nothing is known of them.</summary>
    public ReadOnlySpan<PathQuality> Qualities { get; init; }
}

/// <summary>What the map knows for a client, and for which of its neighbours that holds too.</summary>
public readonly ref struct LatencyMatch(LatencyRow row, AddressRange range)
{
    public LatencyRow Row { get; } = row;

    public AddressRange Range { get; } = range;
}
