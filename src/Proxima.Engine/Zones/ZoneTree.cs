using System.Runtime.CompilerServices;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Zones;

/// <summary>
/// All zones of a snapshot as one searchable tree of owner names, read in place (layout: ZoneLayout.cs). A lookup hashes the name's suffixes:
/// longest first until one is an apex, then longest first until one is a node of that zone, which is the closest encloser (RFC 4592 section 3.3.1).
/// </summary>
[SkipLocalsInit]
public sealed class ZoneTree
{
    private readonly SectionView section;
    private readonly ZoneSectionHeader header;

    public ZoneTree(SectionView section)
    {
        this.section = section;
        header = section.Length == 0 ? default : section.At<ZoneSectionHeader>(0);
    }

    public int ZoneCount => (int)header.ZoneCount;

    internal int NodeCount => (int)header.NodeCount;

    /// <summary>Finds <paramref name="name"/>, in lower case. For ANY one record set stands for all (RFC 8482 section 4.1).</summary>
    public ZoneLookup Find(ReadOnlySpan<byte> name, RecordType type)
    {
        Span<byte> offsets = stackalloc byte[128];
        offsets = offsets[..WireName.LabelOffsets(name, offsets)];
        var zone = FindZone(name, offsets, type);
        if (zone < 0)
        {
            return new ZoneLookup(LookupKind.Outside);
        }

        ref readonly var entry = ref ZoneAt(zone);
        for (var labels = Math.Min(offsets.Length, entry.MaxLabels); labels >= entry.ApexLabels; labels--)
        {
            var node = FindNode(zone, Suffix(name, offsets, labels));
            if (node >= 0)
            {
                return At(zone, node, isExact: labels == offsets.Length, type);
            }
        }

        return new ZoneLookup(LookupKind.NoName, zone);
    }

    internal ref readonly RecordSetEntry SetAt(int set) => ref section.At<RecordSetEntry>(header.SetsOffset + ((long)set * SizeOf.RecordSet));

    internal ref readonly ZoneEntry ZoneAt(int zone) => ref section.At<ZoneEntry>(header.ZonesOffset + ((long)zone * SizeOf.Zone));

    internal ref readonly NodeEntry NodeAt(int node) => ref section.At<NodeEntry>(header.NodesOffset + ((long)node * SizeOf.Node));

    /// <summary>Where a name stands that lies behind its length.</summary>
    internal (int Offset, int Length) NameAt(uint name) => ((int)name + 1, section.At<byte>(name));

    internal ReadOnlySpan<byte> Octets(int offset, int length) => section.Span<byte>(offset, length);

    /// <summary>The node's set of that type, or -1. A name has few types: they are looked through in order.</summary>
    internal int FindSet(int node, RecordType type)
    {
        ref readonly var entry = ref NodeAt(node);
        for (var i = 0; i < entry.SetCount; i++)
        {
            if (SetAt((int)entry.FirstSet + i).Type == type)
            {
                return (int)entry.FirstSet + i;
            }
        }

        return -1;
    }

    private int FindZone(ReadOnlySpan<byte> name, ReadOnlySpan<byte> offsets, RecordType type)
    {
        var zone = FindZone(name, offsets, offsets.Length);
        if (zone < 0 || type != RecordType.DS || ZoneAt(zone).ApexLabels != offsets.Length || offsets.Length == 0)
        {
            return zone;
        }

        // DS belongs to the parent's side of the cut (RFC 4035 section 3.1.4.1).
        var parent = FindZone(name, offsets, offsets.Length - 1);
        return parent < 0 ? zone : parent;
    }

    private int FindZone(ReadOnlySpan<byte> name, ReadOnlySpan<byte> offsets, int mostLabels)
    {
        if (header.ZoneCount == 0)
        {
            return -1;
        }

        for (var labels = Math.Min(mostLabels, (int)header.MaxApexLabels); labels >= (int)header.MinApexLabels; labels--)
        {
            var apex = Suffix(name, offsets, labels);
            var hash = WireName.Hash(apex);
            for (var at = SlotTable.FirstSlot(hash, header.ApexMask); ; at = (at + 1) & header.ApexMask)
            {
                ref readonly var slot = ref section.At<Slot>(header.ApexSlotsOffset + ((long)at * SizeOf.Slot));
                if (slot.Index == 0)
                {
                    break;
                }

                if (slot.Tag == SlotTable.TagOf(hash) && IsNamed(ZoneAt((int)slot.Index - 1).Name, apex))
                {
                    return (int)slot.Index - 1;
                }
            }
        }

        return -1;
    }

    private int FindNode(int zone, ReadOnlySpan<byte> name)
    {
        var hash = SlotTable.NodeHash(WireName.Hash(name), (uint)zone);
        for (var at = SlotTable.FirstSlot(hash, header.NodeMask); ; at = (at + 1) & header.NodeMask)
        {
            ref readonly var slot = ref section.At<Slot>(header.NodeSlotsOffset + ((long)at * SizeOf.Slot));
            if (slot.Index == 0)
            {
                return -1;
            }

            if (slot.Tag == SlotTable.TagOf(hash))
            {
                ref readonly var node = ref NodeAt((int)slot.Index - 1);
                if (node.Zone == (uint)zone && IsNamed(node.Name, name))
                {
                    return (int)slot.Index - 1;
                }
            }
        }
    }

    /// <summary>From the closest encloser to the outcome: a cut hides all below it, a DNAME all below it, and only then may a wildcard match.</summary>
    private ZoneLookup At(int zone, int encloser, bool isExact, RecordType type)
    {
        ref readonly var node = ref NodeAt(encloser);
        if (node.Cut != ZoneSectionHeader.None && !(isExact && node.Cut == (uint)encloser && type == RecordType.DS))
        {
            var cut = (int)node.Cut;
            return new ZoneLookup(LookupKind.Delegation, zone, cut, FindSet(cut, RecordType.NS), Glue: isExact ? encloser : -1);
        }

        if (isExact)
        {
            return AtNode(zone, encloser, isWildcard: false, type);
        }

        if ((node.Flags & NodeFlags.Redirect) != 0)
        {
            return new ZoneLookup(LookupKind.Redirect, zone, encloser, FindSet(encloser, RecordType.DNAME));
        }

        return node.Wildcard == ZoneSectionHeader.None
            ? new ZoneLookup(LookupKind.NoName, zone, encloser)
            : AtNode(zone, (int)node.Wildcard, isWildcard: true, type);
    }

    private ZoneLookup AtNode(int zone, int node, bool isWildcard, RecordType type)
    {
        ref readonly var entry = ref NodeAt(node);
        if ((entry.Flags & NodeFlags.Empty) != 0)
        {
            return new ZoneLookup(LookupKind.NoRecords, zone, node, IsWildcard: isWildcard);
        }

        var set = type == RecordType.ANY ? (int)entry.FirstSet : FindSet(node, type);
        if (set >= 0)
        {
            return new ZoneLookup(LookupKind.Answer, zone, node, set, isWildcard);
        }

        return (entry.Flags & NodeFlags.Alias) != 0
            ? new ZoneLookup(LookupKind.Alias, zone, node, FindSet(node, RecordType.CNAME), isWildcard)
            : new ZoneLookup(LookupKind.NoRecords, zone, node, IsWildcard: isWildcard);
    }

    private bool IsNamed(uint stored, ReadOnlySpan<byte> name)
    {
        var (offset, length) = NameAt(stored);
        return length == name.Length && section.Span<byte>(offset, length).SequenceEqual(name);
    }

    /// <summary>The last <paramref name="labels"/> labels of the name; 0 gives the root.</summary>
    private static ReadOnlySpan<byte> Suffix(ReadOnlySpan<byte> name, ReadOnlySpan<byte> offsets, int labels) =>
        labels == 0 ? name[^1..] : name[offsets[^labels]..];

    private static class SizeOf
    {
        public static readonly int Zone = System.Runtime.CompilerServices.Unsafe.SizeOf<ZoneEntry>();
        public static readonly int Node = System.Runtime.CompilerServices.Unsafe.SizeOf<NodeEntry>();
        public static readonly int RecordSet = System.Runtime.CompilerServices.Unsafe.SizeOf<RecordSetEntry>();
        public static readonly int Slot = System.Runtime.CompilerServices.Unsafe.SizeOf<Slot>();
    }
}
