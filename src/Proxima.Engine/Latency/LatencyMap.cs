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

    internal int RangeCount(bool isIPv6) => isIPv6 ? header.IPv6.Ranges.Count : header.IPv4.Ranges.Count;

    /// <summary>A range by its number; <paramref name="near"/> is an address not far from it, such as one of the range before.</summary>
    internal LatencyMatch RangeAt<TKey>(int number, ulong near)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> =>
        MatchAt<TKey>(in typeof(TKey) == typeof(ulong) ? ref header.IPv6 : ref header.IPv4, number, near);

    private LatencyMatch Find<TKey>(in RowRanges family, ulong address)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> => MatchAt<TKey>(in family, family.Ranges.Find<TKey>(section, address), address);

    private LatencyMatch MatchAt<TKey>(in RowRanges family, int number, ulong near)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> =>
        new(RowAt(family.RowAt(section, number)), family.Ranges.RangeAt<TKey>(section, number, near));

    private LatencyRow RowAt(uint number)
    {
        if (number == LatencyHeader.NoRow)
        {
            return default;
        }

        var mark = section.At<RowMark>(header.MarksOffset + ((long)number * Unsafe.SizeOf<RowMark>()));
        var stride = PackedSlots.StrideOf(header.SiteCount);
        var octets = section.Span<byte>(header.SlotsOffset + ((long)number * stride), stride + PackedSlots.Overhang);
        return new(mark.Rung, mark.PrefixLength, new PackedSlots(octets, header.SiteCount))
        {
            Qualities = header.HasQualities.IsSet(section, (int)number, out var place)
                ? section.Span<PathQuality>(header.QualitiesOffset + ((long)place * header.SiteCount), header.SiteCount)
                : [],
        };
    }
}

/// <summary>One row, read in place. The default is that of a client nothing is known for: <see cref="Rung.Static"/>, no slots.</summary>
public readonly ref struct LatencyRow(Rung rung, byte prefixLength, PackedSlots slots)
{
    public Rung Rung { get; } = rung;

    /// <summary>Length of the prefix whose row this is; several networks merged into one row are one prefix.</summary>
    public byte PrefixLength { get; } = prefixLength;

    /// <summary>The sites with a figure, the preferred one first.</summary>
    public PackedSlots Slots { get; } = slots;

    /// <summary>Loss and jitter by site number; empty where nothing is known of them.</summary>
    public ReadOnlySpan<PathQuality> Qualities { get; init; }
}

/// <summary>What the map knows for a client, and for which of its neighbours that holds too.</summary>
public readonly ref struct LatencyMatch(LatencyRow row, AddressRange range)
{
    public LatencyRow Row { get; } = row;

    public AddressRange Range { get; } = range;
}
