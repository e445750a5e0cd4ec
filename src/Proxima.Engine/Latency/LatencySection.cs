using System.Runtime.CompilerServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>The latency map as it lies in the snapshot; the layout is drawn at <see cref="LatencyHeader"/>.</summary>
public static class LatencySection
{
    public static SectionBuilder Build(LatencyRows rows)
    {
        var section = new SectionBuilder();
        var header = new LatencyHeader { SiteCount = rows.SiteCount };
        section.Append(in header);

        var merged = RowMerge.Of(rows);
        var split = 0;
        while (split < merged.Count && !merged.PrefixAt(split).IsIPv6)
        {
            split++;
        }

        var laidOut = new List<int>(merged.Count);
        header.IPv4 = RangeBuilder<uint>.Append(section, merged, 0, split, laidOut);
        header.IPv6 = RangeBuilder<ulong>.Append(section, merged, split, merged.Count, laidOut);
        header.RowCount = laidOut.Count;
        AppendRows(section, merged, laidOut, ref header);
        section.Set(0, in header);
        return section;
    }

    private static void AppendRows(SectionBuilder section, RowMerge rows, List<int> laidOut, ref LatencyHeader header)
    {
        var siteCount = header.SiteCount;
        var stride = PackedSlots.StrideOf(siteCount);
        var packed = new byte[((long)laidOut.Count * stride) + PackedSlots.Overhang];
        var marks = new RowMark[laidOut.Count];
        var hasQualities = new bool[laidOut.Count];
        RowShares.Run(laidOut.Count, (from, to) =>
        {
            var slots = new LatencySlot[siteCount];
            var qualities = new PathQuality[siteCount];
            var one = new byte[stride + PackedSlots.Overhang];
            for (var i = from; i < to; i++)
            {
                var row = laidOut[i];
                marks[i] = new RowMark { Rung = rows.RungAt(row), PrefixLength = rows.PrefixAt(row).Length };
                PackedSlots.Pack(slots.AsSpan(0, rows.CopySlots(row, slots)), siteCount, one);
                one.AsSpan(0, stride).CopyTo(packed.AsSpan(i * stride));
                hasQualities[i] = rows.TryCopyQualities(row, qualities);
            }
        });

        section.Expect(packed.Length + ((long)laidOut.Count * (siteCount + Unsafe.SizeOf<RowMark>() + 1)));
        header.SlotsOffset = section.Append<byte>(packed);
        header.MarksOffset = section.Append<RowMark>(marks);
        header.HasQualities = RankedBits.Append(section, hasQualities);
        header.QualitiesOffset = section.Length;
        var quality = new PathQuality[siteCount];
        for (var i = 0; i < marks.Length; i++)
        {
            if (hasQualities[i] && rows.TryCopyQualities(laidOut[i], quality))
            {
                section.Append<PathQuality>(quality);
            }
        }
    }
}
