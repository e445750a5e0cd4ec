using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>
/// Where the arrays of one family lie in a section: sorted range starts, the value of each range, and an index from the first 16 address bits:
/// how many ranges start below the first address with these. Written by <see cref="RangeList{TKey}"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FamilyRanges
{
    public const int IndexLength = 65_537;

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
        var index = section.Span<int>(IndexOffset + ((long)(address >> 48) * sizeof(int)), 2);
        return StartsIn<TKey>(section).Find(address, index[0], index[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly SortedStarts<TKey> StartsIn<TKey>(SectionView section)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> => new(section, StartsOffset, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint ValueAt(SectionView section, int number) => section.At<uint>(ValuesOffset + ((long)number * sizeof(uint)));
}
