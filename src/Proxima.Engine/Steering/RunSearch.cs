using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>Finds the run of an address: an index by its first bits, about one entry for 8 runs, leaves a few starts to search.</summary>
internal static class RunSearch
{
    private const int MaxIndexBits = 18;
    private const int RunsPerEntryBits = 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find<TKey>(SectionView section, in RunList runs, ulong address)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        if (HalfStarts.AreKept<TKey>(runs.IndexBits))
        {
            return HalvesOf(section, in runs).Find(address);
        }

        var entry = runs.IndexBits == 0 ? 0 : (long)(address >> (64 - runs.IndexBits));
        var around = section.Span<int>(runs.IndexOffset + (entry * sizeof(int)), 2);
        return StartsOf<TKey>(section, in runs).Find(address, around[0], around[1]);
    }

    /// <summary>The addresses of the run that <see cref="Find"/> found for <paramref name="inside"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AddressRange RangeAt<TKey>(SectionView section, in RunList runs, int run, ulong inside)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> => HalfStarts.AreKept<TKey>(runs.IndexBits)
            ? HalvesOf(section, in runs).RangeAt(run, inside)
            : StartsOf<TKey>(section, in runs).RangeAt(run);

    public static RunList Append<TKey>(SectionBuilder section, List<TKey> starts, List<ushort> decisions)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)starts.Count) - RunsPerEntryBits, 0, MaxIndexBits);
        var index = new int[(1 << bits) + 1];
        foreach (var start in starts)
        {
            index[(bits == 0 ? 0 : (int)(SortedStarts<TKey>.HighOf(start) >> (64 - bits))) + 1]++;
        }

        for (var i = 1; i < index.Length; i++)
        {
            index[i] += index[i - 1];
        }

        return new RunList
        {
            Starts = new ListAt { Count = starts.Count, Offset = HalfStarts.Append(section, starts, bits) },
            DecisionsOffset = section.Append<ushort>(CollectionsMarshal.AsSpan(decisions)),
            IndexOffset = section.Append<int>(index),
            IndexBits = bits,
        };
    }

    private static HalfStarts HalvesOf(SectionView section, in RunList runs) => new(section, runs.Starts.Offset, runs.Starts.Count, runs.IndexOffset, runs.IndexBits);

    private static SortedStarts<TKey> StartsOf<TKey>(SectionView section, in RunList runs)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey> => new(section, runs.Starts.Offset, runs.Starts.Count);
}
