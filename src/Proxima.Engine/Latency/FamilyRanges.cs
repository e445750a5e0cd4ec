using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>
/// Where the arrays of one family lie in a section: sorted range starts, values of ranges, and an index from the first 16 address bits:
/// how many ranges start below the first address with these. Of an IPv4 start only what the index does not tell is kept
/// (<see cref="HalfStarts"/>); of an IPv6 start there are the upper 64 bits. Written by <see cref="RangeList{TKey}"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FamilyRanges
{
    public const int IndexBits = HalfStarts.LeastIndexBits;

    public int Count;
    public int Reserved;
    public long StartsOffset;
    public long ValuesOffset;
    public long IndexOffset;

    /// <summary>The number of the range that holds an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Find<TKey>(SectionView section, ulong address)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        if (typeof(TKey) == typeof(uint))
        {
            return HalvesIn(section).Find(address);
        }

        var index = section.Span<int>(IndexOffset + ((long)(address >> 48) * sizeof(int)), 2);
        return new SortedStarts<TKey>(section, StartsOffset, Count).Find(address, index[0], index[1]);
    }

    /// <summary>The addresses of a range. The nearer <paramref name="near"/> is to them, the sooner they are found.</summary>
    public readonly AddressRange RangeAt<TKey>(SectionView section, int number, ulong near)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> => typeof(TKey) == typeof(uint)
            ? HalvesIn(section).RangeAt(number, near)
            : new SortedStarts<TKey>(section, StartsOffset, Count).RangeAt(number);

    /// <summary>The value of a range, where every one has its own entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint ValueAt(SectionView section, int number) => section.At<uint>(ValuesOffset + ((long)number * sizeof(uint)));

    private readonly HalfStarts HalvesIn(SectionView section) => new(section, StartsOffset, Count, IndexOffset, IndexBits);
}
