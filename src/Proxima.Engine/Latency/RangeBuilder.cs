using System.Numerics;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>Flattens nested prefixes of one family, in the order of <see cref="PrefixOrder"/>, into disjoint ranges: the longest prefix wins.</summary>
internal sealed class RangeBuilder<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly RangeList<TKey> list = new(LatencyHeader.NoRow);
    private readonly Stack<(ulong Last, uint Row)> open = new();

    public static FamilyRanges Append(SectionBuilder section, LatencyRows rows, int from, int to)
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
        return ranges.list.AppendTo(section);
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
