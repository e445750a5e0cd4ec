using System.Numerics;
using System.Runtime.CompilerServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>
/// Disjoint ranges that fill the address space of a family, as the sorted array of their starts in a snapshot; the first is 0. IPv4 is
/// searched as <see cref="uint"/>, IPv6 as the upper 64 bits.
/// </summary>
internal readonly struct SortedStarts<TKey>(SectionView section, long offset, int count)
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    public int Count => count;

    private ReadOnlySpan<TKey> Starts => section.Span<TKey>(offset, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey KeyOf(ulong high) => TKey.CreateTruncating(high >> (64 - (Unsafe.SizeOf<TKey>() * 8)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HighOf(TKey key) => ulong.CreateTruncating(key) << (64 - (Unsafe.SizeOf<TKey>() * 8));

    public int Find(ulong high) => Find(high, 0, count);

    /// <summary>The number of the range that holds an address, when every start before <paramref name="low"/> is at or below it and every one from <paramref name="high"/> on above.</summary>
    public int Find(ulong address, int low, int high) => FindKey(KeyOf(address), low, high);

    /// <summary>The same by what is kept of the address.</summary>
    public int FindKey(TKey key, int low, int high)
    {
        var starts = Starts;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (starts[middle] <= key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    public AddressRange RangeAt(int number)
    {
        var starts = Starts;
        return new(HighOf(starts[number]), number + 1 < starts.Length ? HighOf(starts[number + 1]) - 1 : ulong.MaxValue);
    }
}
