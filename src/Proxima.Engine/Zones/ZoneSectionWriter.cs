using System.Buffers.Binary;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Zones;

/// <summary>Writes drafts into one section: RDATA and names first, then the arrays that point at them, then the hash tables over the arrays.</summary>
internal sealed class ZoneSectionWriter
{
    private readonly SectionBuilder section = new();
    private readonly List<ZoneEntry> zones = [];
    private readonly List<NodeEntry> nodes = [];
    private readonly List<RecordSetEntry> sets = [];
    private readonly List<ulong> apexHashes = [];

    public SectionBuilder Write(List<ZoneDraft> drafts)
    {
        section.Append(default(ZoneSectionHeader));
        foreach (var draft in drafts)
        {
            WriteZone(draft);
        }

        var header = new ZoneSectionHeader
        {
            ZoneCount = (uint)zones.Count,
            NodeCount = (uint)nodes.Count,
            ZonesOffset = Append(zones),
            NodesOffset = Append(nodes),
            SetsOffset = Append(sets),
            ApexSlotsOffset = SlotTable.Build(section, apexHashes, out var apexMask),
            NodeSlotsOffset = SlotTable.Build(section, [.. nodes.Select(node => node.Hash)], out var nodeMask),
            MinApexLabels = zones.Count == 0 ? 0 : zones.Min(zone => (uint)zone.ApexLabels),
            MaxApexLabels = zones.Count == 0 ? 0 : zones.Max(zone => (uint)zone.ApexLabels),
        };
        header.ApexMask = apexMask;
        header.NodeMask = nodeMask;
        section.Set(0, header);
        return section;
    }

    private uint Append<T>(List<T> entries)
        where T : unmanaged
    {
        section.Align(8);
        return (uint)section.Append<T>(entries.ToArray());
    }

    private void WriteZone(ZoneDraft draft)
    {
        var zone = new ZoneEntry { ApexNode = (uint)nodes.Count, ApexLabels = (ushort)draft.Apex.LabelCount };
        var ordered = draft.InOrder();
        for (var i = 0; i < ordered.Count; i++)
        {
            Link(ordered[i], (uint)(nodes.Count + i));
        }

        foreach (var node in ordered)
        {
            zone.MaxLabels = Math.Max(zone.MaxLabels, (ushort)node.Name.LabelCount);
            WriteNode(node, (uint)zones.Count);
        }

        zone.Name = nodes[(int)zone.ApexNode].Name;
        zone.SoaSet = nodes[(int)zone.ApexNode].FirstSet + (uint)ordered[0].Sets.Keys.ToList().IndexOf(RecordType.SOA);
        var soa = ordered[0].Sets[RecordType.SOA];
        zone.NegativeTtl = Math.Min(soa.Ttl, BinaryPrimitives.ReadUInt32BigEndian(soa.Rdatas[0].AsSpan(^4..)));
        apexHashes.Add(WireName.Hash(draft.Apex.Wire));
        zones.Add(zone);
    }

    // Needs the parent linked before: canonical order gives that.
    private static void Link(NodeDraft node, uint index)
    {
        node.Index = index;
        if (node.Parent is not { } parent)
        {
            return;
        }

        node.Cut = parent.Cut;
        if (node.Cut == ZoneSectionHeader.None && node.Sets.ContainsKey(RecordType.NS))
        {
            node.Cut = index;
        }

        if (node.Name.IsWildcard)
        {
            parent.Wildcard = index;
        }
    }

    private void WriteNode(NodeDraft node, uint zone)
    {
        var flags = node.Sets.Count == 0 ? NodeFlags.Empty : NodeFlags.None;
        flags |= node.Sets.ContainsKey(RecordType.CNAME) ? NodeFlags.Alias : NodeFlags.None;
        flags |= node.Sets.ContainsKey(RecordType.DNAME) ? NodeFlags.Redirect : NodeFlags.None;
        var name = section.Append((byte)node.Name.Wire.Length);
        section.Append(node.Name.Wire);
        nodes.Add(new NodeEntry
        {
            Hash = SlotTable.NodeHash(WireName.Hash(node.Name.Wire), zone),
            Zone = zone,
            Name = (uint)name,
            FirstSet = (uint)sets.Count,
            SetCount = (ushort)node.Sets.Count,
            Flags = flags,
            Cut = node.Cut,
            Wildcard = node.Wildcard,
        });
        foreach (var set in node.Sets.Values)
        {
            WriteSet(set);
        }
    }

    private void WriteSet(RecordSetDraft set)
    {
        var start = section.Length;
        Span<byte> length = stackalloc byte[2];
        foreach (var rdata in set.Rdatas)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)rdata.Length);
            section.Append<byte>(length);
            section.Append<byte>(rdata);
        }

        sets.Add(new RecordSetEntry
        {
            Type = set.Type,
            Count = (ushort)set.Rdatas.Count,
            Ttl = set.Ttl,
            RdataOffset = (uint)start,
            RdataLength = (uint)(section.Length - start),
            Steered = set.Steered,
        });
    }
}
