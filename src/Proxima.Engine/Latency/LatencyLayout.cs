using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>
/// The head of the latency section. What follows, per family: sorted range starts, an index from the first 16 address bits to the ranges
/// that start there, and which row each range has; then the rows.
/// <code>
///   address --first 16 bits--> index --between two entries--> starts --same place--> number of the row
///   row: mark (rung and prefix length, 2 octets), and in a list of their own its slots (<see cref="PackedSlots"/>)
///   loss and jitter, of those rows that have any: an octet for each site, in a list found by a bit for each row
/// </code>
/// Two things are not stored since they are seen: how many sites have a figure, and the numbers of rows, which are in order
/// (<see cref="RowRanges"/>).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LatencyHeader
{
    /// <summary>A range that no row covers.</summary>
    public const uint NoRow = uint.MaxValue;

    public int SiteCount;
    public int RowCount;
    public long MarksOffset;
    public long SlotsOffset;
    public long QualitiesOffset;
    public RankedBits HasQualities;
    public RowRanges IPv4;
    public RowRanges IPv6;
}

/// <summary>
/// The ranges of one family and their rows. A range either begins the next row in order, or goes on with one of before, behind a longer
/// prefix: only of those the row is written down.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowRanges
{
    public FamilyRanges Ranges;
    public RankedBits BeginsRow;
    public long FirstRow;

    /// <summary>The number of a range's row; <see cref="LatencyHeader.NoRow"/> where there is none.</summary>
    public readonly uint RowAt(SectionView section, int range) => BeginsRow.IsSet(section, range, out var begun)
        ? (uint)(FirstRow + begun)
        : Ranges.ValueAt(section, range - begun);
}

/// <summary>What a row is of.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowMark
{
    public Rung Rung;
    public byte PrefixLength;
}
