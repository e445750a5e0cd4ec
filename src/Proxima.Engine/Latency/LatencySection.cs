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
        header.RowsOffset = AppendRows(section, rows);
        section.Set(0, in header);
        return section;
    }

    private static int AppendRows(SectionBuilder section, LatencyRows rows)
    {
        section.Align(4);
        var offset = section.Length;
        var row = new uint[1 + rows.SiteCount];
        for (var i = 0; i < rows.Count; i++)
        {
            Array.Clear(row);
            var slots = rows.SlotsAt(i);
            var head = new RowHeader { Rung = rows.RungAt(i), PrefixLength = rows.PrefixAt(i).Length, SlotCount = (byte)slots.Length };
            MemoryMarshal.Write(MemoryMarshal.AsBytes(row.AsSpan()), in head);
            MemoryMarshal.Cast<LatencySlot, uint>(slots).CopyTo(row.AsSpan(1));
            section.Append<uint>(row);
        }

        return offset;
    }
}
