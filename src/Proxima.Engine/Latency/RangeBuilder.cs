using System.Numerics;
using System.Runtime.CompilerServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>Flattens nested prefixes of one family, in the order of <see cref="PrefixOrder"/>, into disjoint ranges: the longest prefix wins.</summary>
internal sealed class RangeBuilder<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly List<TKey> starts = [TKey.Zero];
    private readonly List<uint> rowOf = [LatencyHeader.NoRow];
    private readonly Stack<(ulong Last, uint Row)> open = new();

    public static FamilyRanges Append(SectionBuilder section, LatencyRows rows, int from, int to)
    {
        var ranges = new RangeBuilder<TKey>();
        for (var row = from; row < to; row++)
        {
            var prefix = rows.PrefixAt(row);
            ranges.CloseBefore(prefix.High);
            ranges.Begin(prefix.High, (uint)row);
            ranges.open.Push((prefix.Length == 0 ? ulong.MaxValue : prefix.High + (1UL << (64 - prefix.Length)) - 1, (uint)row));
        }

        ranges.CloseBefore(null);
        return ranges.AppendTo(section);
    }

    // Ends what ends before an address, or at last everything: after each end the row around it goes on.
    private void CloseBefore(ulong? address)
    {
        while (open.TryPeek(out var top) && (address is null || top.Last < address))
        {
            open.Pop();
            if (top.Last != ulong.MaxValue)
            {
                Begin(top.Last + 1, open.TryPeek(out var around) ? around.Row : LatencyHeader.NoRow);
            }
        }
    }

    private void Begin(ulong high, uint row)
    {
        var start = SortedStarts<TKey>.KeyOf(high);
        if (starts[^1] == start)
        {
            rowOf[^1] = row;
        }
        else
        {
            starts.Add(start);
            rowOf.Add(row);
        }
    }

    private FamilyRanges AppendTo(SectionBuilder section)
    {
        var index = new int[FamilyRanges.IndexLength];
        var shift = (Unsafe.SizeOf<TKey>() * 8) - 16;
        foreach (var start in starts)
        {
            index[int.CreateTruncating(start >> shift) + 1]++;
        }

        for (var i = 1; i < index.Length; i++)
        {
            index[i] += index[i - 1];
        }

        return new FamilyRanges
        {
            Count = starts.Count,
            StartsOffset = section.Append<TKey>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(starts)),
            RowsOffset = section.Append<uint>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rowOf)),
            IndexOffset = section.Append<int>(index),
        };
    }
}
