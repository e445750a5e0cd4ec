using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;

namespace Proxima.Engine.Places;

/// <summary>From an address to its place, read in place from a <see cref="PlaceFile"/>. A look-up allocates nothing; any thread, until disposed.</summary>
public sealed class PlaceMap : IDisposable
{
    private readonly SectionView section;
    private readonly PlaceHeader header;
    private IDisposable? memory;

    internal PlaceMap(SectionView section, ulong id, IDisposable? memory)
    {
        this.section = section;
        this.memory = memory;
        Id = id;
        header = section.At<PlaceHeader>(0);
    }

    private PlaceMap()
    {
    }

    /// <summary>No database was given: every address is at the unknown place.</summary>
    public static PlaceMap Empty { get; } = new();

    /// <summary>A hash of the content, by which a snapshot names its place file; 0 of <see cref="Empty"/>.</summary>
    public ulong Id { get; }

    /// <summary>Different places.</summary>
    public int PlaceCount => header.PlaceCount;

    /// <summary>Ranges of addresses, those of no known place included.</summary>
    public int RangeCount => header.IPv4.Count + header.IPv6.Count;

    /// <summary>The place of the first address of <paramref name="network"/>, and the addresses around it that have the very same one.</summary>
    public PlaceMatch Find(in Prefix network) => header.PlaceCount == 0
        ? new PlaceMatch(default, AddressRange.All)
        : network.IsIPv6 ? Find<ulong>(in header.IPv6, network.High) : Find<uint>(in header.IPv4, network.High);

    public void Dispose() => Interlocked.Exchange(ref memory, null)?.Dispose();

    private PlaceMatch Find<TKey>(in FamilyRanges family, ulong address)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var number = family.Find<TKey>(section, address);
        var place = section.At<Place>(header.PlacesOffset + (family.ValueAt(section, number) * (long)Unsafe.SizeOf<Place>()));
        return new PlaceMatch(place, family.RangeAt<TKey>(section, number, address));
    }
}

/// <summary>A place, and for which neighbours it holds too: a decision by it is good for the shortest prefix around the client inside.</summary>
public readonly record struct PlaceMatch(Place Place, AddressRange Range)
{
    /// <summary>
    /// The place as far as it is that of <paramref name="network"/>. What is wider than networks are measured must lie there whole: else a
    /// resolver that asks for a /8 would have all of it sent by the place of its first address.
    /// </summary>
    public Place Of(in Prefix network)
    {
        var isWide = network.Length < (network.IsIPv6 ? ClientHash.IPv6PrefixLength : ClientHash.IPv4PrefixLength);
        var last = network.Length == 0 ? ulong.MaxValue : network.High | (ulong.MaxValue >> network.Length);
        return isWide && (network.High < Range.First || last > Range.Last) ? default : Place;
    }
}

/// <summary>The head of the section: then the ranges of both families with the number of their place, and the places, the unknown one first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PlaceHeader
{
    public int PlaceCount;
    public int Reserved;
    public long PlacesOffset;
    public FamilyRanges IPv4;
    public FamilyRanges IPv6;
}
