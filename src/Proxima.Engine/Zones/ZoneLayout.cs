using System.Runtime.InteropServices;
using Proxima.Dns.Records;

namespace Proxima.Engine.Zones;

// The zone section of a snapshot, as it is read. All offsets are octets from the section's start, all indexes count from 0, None means "no such".
//
//   header | names and RDATA | zones | nodes | record sets | apex slots | node slots
//
//   name  --hash--> apex slot --> zone ---------------------------> apex node
//   (zone, name) --hash--> node slot --> node --> its record sets, in order of type --> RDATAs, each behind its 16-bit length
//
// Written by ZoneSection when a snapshot is built, read by ZoneTree on every query. A change here raises SnapshotHeader.ExpectedVersion.

/// <summary>Start of the section.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ZoneSectionHeader
{
    /// <summary>The index that means "no such".</summary>
    public const uint None = uint.MaxValue;

    public uint ZoneCount;
    public uint NodeCount;

    /// <summary>Slots of each table minus one; the number of slots is a power of two, at least twice the entries.</summary>
    public uint ApexMask;
    public uint NodeMask;
    public uint ZonesOffset;
    public uint NodesOffset;
    public uint SetsOffset;
    public uint ApexSlotsOffset;
    public uint NodeSlotsOffset;

    /// <summary>Fewest and most labels of any apex: no other suffix of a name needs to be looked up.</summary>
    public uint MinApexLabels;
    public uint MaxApexLabels;
}

/// <summary>One slot of an open-addressing table, probed linearly. <see cref="Index"/> is the entry's index plus one, 0 when free.</summary>
internal struct Slot
{
    /// <summary>Upper half of the hash: saves most comparisons of names.</summary>
    public uint Tag;
    public uint Index;
}

internal struct ZoneEntry
{
    public uint Name;
    public uint ApexNode;
    public uint SoaSet;

    /// <summary>TTL of negative answers: the lower of the SOA's TTL and its MINIMUM (RFC 2308 section 5), in seconds.</summary>
    public uint NegativeTtl;
    public ushort ApexLabels;

    /// <summary>Labels of the longest owner name: longer names need not be looked up.</summary>
    public ushort MaxLabels;
}

[Flags]
internal enum NodeFlags : ushort
{
    None = 0,
    Alias = 1,
    Redirect = 2,

    /// <summary>An empty non-terminal (RFC 8499): exists only because something is below it.</summary>
    Empty = 4,
}

internal struct NodeEntry
{
    public ulong Hash;
    public uint Zone;

    /// <summary>The owner name in lower case, behind one octet with its length.</summary>
    public uint Name;
    public uint FirstSet;
    public ushort SetCount;
    public NodeFlags Flags;

    /// <summary>The topmost zone cut at or above this node, below the apex: what lies there is not ours to answer.</summary>
    public uint Cut;

    /// <summary>The node of the wildcard directly below.</summary>
    public uint Wildcard;
}

/// <summary>One RRset, or one steered record in the place of an RRset.</summary>
internal struct RecordSetEntry
{
    public RecordType Type;
    public ushort Count;
    public uint Ttl;

    /// <summary>Where the RDATAs stand, each uncompressed behind its length in two octets, little-endian.</summary>
    public uint RdataOffset;
    public uint RdataLength;

    /// <summary>Number of the steered record, or -1.</summary>
    public int Steered;
}
