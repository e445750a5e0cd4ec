using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>
/// The head of the latency section. What follows, per family: sorted range starts, the row of each range, and an index from the first 16
/// address bits to the ranges that start there; then the rows.
/// <code>
///   address --first 16 bits--> index --between two entries--> starts --same place--> row numbers --> row
///   row: 1 octet rung, 1 prefix length, 1 number of slots, 1 zero, 4 number of its qualities or 0; then SiteCount slots of 4 octets, the preferred site first
///   qualities, behind all rows, for those that have them: SiteCount of 2 octets, by site, and 2 more where that is odd
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LatencyHeader
{
    /// <summary>A range that no row covers.</summary>
    public const uint NoRow = uint.MaxValue;

    public int SiteCount;
    public int RowCount;
    public long RowsOffset;
    public long QualitiesOffset;
    public FamilyRanges IPv4;
    public FamilyRanges IPv6;
}

/// <summary>The first 8 octets of a row.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowHeader
{
    public Rung Rung;
    public byte PrefixLength;
    public byte SlotCount;
    public byte Reserved;

    /// <summary>Number of its qualities, from 1; 0: nothing is known of them.</summary>
    public uint Quality;

    /// <summary>Octets from one list of qualities to the next.</summary>
    public static int QualityLength(int siteCount) => (siteCount + 1) / 2 * sizeof(uint);
}
