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
    public static int Find<TKey>(SectionView section, in RunList runs, SortedStarts<TKey> starts, ulong address)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var entry = runs.IndexBits == 0 ? 0 : (long)(address >> (64 - runs.IndexBits));
        var around = section.Span<int>(runs.IndexOffset + (entry * sizeof(int)), 2);
        return starts.Find(address, around[0], around[1]);
    }

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
            Starts = new ListAt { Count = starts.Count, Offset = section.Append<TKey>(CollectionsMarshal.AsSpan(starts)) },
            DecisionsOffset = section.Append<ushort>(CollectionsMarshal.AsSpan(decisions)),
            IndexOffset = section.Append<int>(index),
            IndexBits = bits,
        };
    }
}
