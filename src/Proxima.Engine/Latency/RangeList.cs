using System.Numerics;
using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>Grows the disjoint ranges of one family from the left; neighbours with one value are one range.</summary>
internal sealed class RangeList<TKey>(uint first)
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly List<TKey> starts = [TKey.Zero];
    private readonly List<uint> values = [first];

    /// <summary>From this address on, which is not below the last one given, <paramref name="value"/> holds.</summary>
    public void Begin(ulong high, uint value)
    {
        var start = SortedStarts<TKey>.KeyOf(high);
        if (starts[^1] == start)
        {
            values[^1] = value;
        }
        else
        {
            starts.Add(start);
            values.Add(value);
        }

        if (starts.Count > 1 && values[^2] == values[^1])
        {
            starts.RemoveAt(starts.Count - 1);
            values.RemoveAt(values.Count - 1);
        }
    }

    /// <summary>The value of each range.</summary>
    public List<uint> Values => values;

    /// <summary>Appends the ranges with the value of each.</summary>
    public FamilyRanges AppendTo(SectionBuilder section) => AppendTo(section, values);

    /// <summary>Appends the ranges with other values than theirs.</summary>
    public FamilyRanges AppendTo(SectionBuilder section, List<uint> values)
    {
        var index = new int[(1 << FamilyRanges.IndexBits) + 1];
        foreach (var start in starts)
        {
            index[(int)(SortedStarts<TKey>.HighOf(start) >> (64 - FamilyRanges.IndexBits)) + 1]++;
        }

        for (var i = 1; i < index.Length; i++)
        {
            index[i] += index[i - 1];
        }

        return new FamilyRanges
        {
            Count = starts.Count,
            StartsOffset = HalfStarts.Append(section, starts, FamilyRanges.IndexBits),
            ValuesOffset = section.Append<uint>(CollectionsMarshal.AsSpan(values)),
            IndexOffset = section.Append<int>(index),
        };
    }
}
