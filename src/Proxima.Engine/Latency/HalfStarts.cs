using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>
/// Sorted starts of IPv4 ranges of which the last 16 bits alone are kept: an index by at least the first 16 bits tells the others. Entry i of
/// the index: how many ranges start below the first address whose first bits are i; one entry more than 2 to the bits.
/// </summary>
internal readonly struct HalfStarts(SectionView section, long offset, int count, long indexOffset, int indexBits)
{
    /// <summary>Fewest bits of the index: with these and the kept ones an IPv4 address is whole.</summary>
    public const int LeastIndexBits = 16;

    private ReadOnlySpan<int> Index => section.Span<int>(indexOffset, (1 << indexBits) + 1);

    /// <summary>The number of the range that holds an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong address)
    {
        var around = section.Span<int>(indexOffset + ((long)EntryOf(address) * sizeof(int)), 2);
        return new SortedStarts<ushort>(section, offset, count).FindKey((ushort)(address >> 32), around[0], around[1]);
    }

    /// <summary>The addresses of a range. The nearer <paramref name="near"/> is to them, the sooner they are found.</summary>
    public AddressRange RangeAt(int number, ulong near) =>
        new(StartOf(number, near), number + 1 < count ? StartOf(number + 1, near) - 1 : ulong.MaxValue);

    /// <summary>Appends starts of either family: the last 16 bits where the index tells the others, else whole.</summary>
    public static int Append<TKey>(SectionBuilder section, List<TKey> starts, int indexBits)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        if (!AreKept<TKey>(indexBits))
        {
            return section.Append<TKey>(CollectionsMarshal.AsSpan(starts));
        }

        var halves = new ushort[starts.Count];
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = ushort.CreateTruncating(starts[i]);
        }

        return section.Append<ushort>(halves);
    }

    /// <summary>True when of starts under such an index halves are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreKept<TKey>(int indexBits)
        where TKey : unmanaged => typeof(TKey) == typeof(uint) && indexBits >= LeastIndexBits;

    private int EntryOf(ulong address) => (int)(address >> (64 - indexBits));

    private ulong StartOf(int number, ulong near)
    {
        var half = section.At<ushort>(offset + ((long)number * sizeof(ushort)));
        var first = (ulong)EntryAround(Index, number, EntryOf(near)) << (64 - indexBits);
        return (first & 0xFFFF_0000_0000_0000) | ((ulong)half << 32);
    }

    // The entry of the first bits with which a range starts: outwards from one near by in steps that double, then by halves.
    private static int EntryAround(ReadOnlySpan<int> index, int number, int near)
    {
        var (low, high) = (near, near + 1);
        for (var step = 1; index[high] <= number; step *= 2)
        {
            (low, high) = (high, Math.Min(high + step, index.Length - 1));
        }

        for (var step = 1; index[low] > number; step *= 2)
        {
            (low, high) = (Math.Max(0, low - step), low);
        }

        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            (low, high) = index[middle] <= number ? (middle, high) : (low, middle);
        }

        return low;
    }
}
