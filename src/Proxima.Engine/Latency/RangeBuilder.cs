using System.Runtime.InteropServices;
using System.Numerics;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>
/// Flattens nested prefixes of one family, in the order of <see cref="PrefixOrder"/>, into disjoint ranges: the longest prefix wins. Rows get
/// their numbers in the order in which ranges begin them; one that longer ones cover entirely is in no answer, and gets none.
/// </summary>
internal sealed class RangeBuilder<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly RangeList<TKey> list = new(LatencyHeader.NoRow);
    private readonly Stack<(ulong Last, uint Row)> open = new();

    /// <summary>Rows <paramref name="from"/> up to <paramref name="to"/>. Those that are in an answer are added to <paramref name="laidOut"/> in the order of their numbers.</summary>
    public static RowRanges Append(SectionBuilder section, RowMerge rows, int from, int to, List<int> laidOut)
    {
        var ranges = new RangeBuilder<TKey>();
        for (var row = from; row < to; row++)
        {
            var prefix = rows.PrefixAt(row);
            ranges.CloseBefore(prefix.High);
            ranges.list.Begin(prefix.High, (uint)row);
            ranges.open.Push((prefix.Length == 0 ? ulong.MaxValue : prefix.High + (1UL << (64 - prefix.Length)) - 1, (uint)row));
        }

        ranges.CloseBefore(null);
        return ranges.AppendTo(section, from, to, laidOut);
    }

    private RowRanges AppendTo(SectionBuilder section, int from, int to, List<int> laidOut)
    {
        var firstRow = laidOut.Count;
        var numbers = new uint[to - from];
        var begins = new List<bool>(list.Values.Count);
        var others = new List<uint>();
        foreach (var row in list.Values)
        {
            var isNew = row != LatencyHeader.NoRow && numbers[row - from] == 0;
            begins.Add(isNew);
            if (isNew)
            {
                laidOut.Add((int)row);
                numbers[row - from] = (uint)laidOut.Count;
            }
            else
            {
                others.Add(row == LatencyHeader.NoRow ? row : numbers[row - from] - 1);
            }
        }

        return new RowRanges { Ranges = list.AppendTo(section, others), BeginsRow = RankedBits.Append(section, CollectionsMarshal.AsSpan(begins)), FirstRow = firstRow };
    }

    // Ends what ends before an address, or at last everything: after each end the row around it goes on.
    private void CloseBefore(ulong? address)
    {
        while (open.TryPeek(out var top) && (address is null || top.Last < address))
        {
            open.Pop();
            if (top.Last != ulong.MaxValue)
            {
                list.Begin(top.Last + 1, open.TryPeek(out var around) ? around.Row : LatencyHeader.NoRow);
            }
        }
    }
}
