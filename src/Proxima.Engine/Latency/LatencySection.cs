using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>The latency map as it lies in the snapshot; the layout is drawn at <see cref="LatencyHeader"/>.</summary>
public static class LatencySection
{
    public static SectionBuilder Build(LatencyRows rows)
    {
        var section = new SectionBuilder();
        var header = new LatencyHeader { SiteCount = rows.SiteCount, RowCount = rows.Count };
        section.Append(in header);

        var split = 0;
        while (split < rows.Count && !rows.PrefixAt(split).IsIPv6)
        {
            split++;
        }

        header.IPv4 = RangeBuilder<uint>.Append(section, rows, 0, split);
        header.IPv6 = RangeBuilder<ulong>.Append(section, rows, split, rows.Count);
        var qualities = new List<uint>();
        header.RowsOffset = AppendRows(section, rows, qualities);
        header.QualitiesOffset = section.Append<uint>(CollectionsMarshal.AsSpan(qualities));
        section.Set(0, in header);
        return section;
    }

    private static int AppendRows(SectionBuilder section, LatencyRows rows, List<uint> allQualities)
    {
        section.Align(4);
        var offset = section.Length;
        var row = new uint[2 + rows.SiteCount];
        var quality = new uint[RowHeader.QualityLength(rows.SiteCount) / sizeof(uint)];
        var count = 0U;
        for (var i = 0; i < rows.Count; i++)
        {
            Array.Clear(row);
            var slots = rows.SlotsAt(i);
            var qualities = rows.QualitiesAt(i);
            if (!qualities.IsEmpty)
            {
                qualities.CopyTo(MemoryMarshal.Cast<uint, PathQuality>(quality.AsSpan()));
                allQualities.AddRange(quality);
                count++;
            }

            var head = new RowHeader { Rung = rows.RungAt(i), PrefixLength = rows.PrefixAt(i).Length, SlotCount = (byte)slots.Length, Quality = qualities.IsEmpty ? 0 : count };
            MemoryMarshal.Write(MemoryMarshal.AsBytes(row.AsSpan()), in head);
            MemoryMarshal.Cast<LatencySlot, uint>(slots).CopyTo(row.AsSpan(2));
            section.Append<uint>(row);
        }

        return offset;
    }
}
