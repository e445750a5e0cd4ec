using System.Text;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;

namespace Proxima.Engine.PowerDns;

/// <summary>The name servers, the mailbox and the TTL of steered records that the plugin's INI file gives a zone.</summary>
public sealed record FallbackHead(DomainName Mailbox, IReadOnlyList<DomainName> NameServers, uint Ttl);

/// <summary>
/// A zone of a snapshot as a master file for the bind backend, which answers while the coprocess does not. Each steered set stands there
/// with the same type and the same TTL: its static addresses, or else what a client gets of whom nothing is known.
/// </summary>
public sealed class FallbackZone(Snapshot snapshot, FallbackHead? head = null)
{
    private static readonly QueryOrigin Anybody = new(Prefix.FromBits(isIPv6: false, 0, 0, 0), Prefix.FromBits(isIPv6: false, 0, 0, 0));

    private readonly HealthTable health = new(0);
    private readonly Answer answer = new();
    private readonly StringBuilder text = new();

    /// <summary>The master file of the zone with that number (see <see cref="SteeredNames.ZonesOf"/>), absolute names throughout.</summary>
    public string Format(int zone)
    {
        text.Clear();
        ref readonly var entry = ref snapshot.Zones.ZoneAt(zone);
        text.Append("; Made by 'proxima pdns config'. Static records, and for steered names what is answered while steering is not.\n");
        FormatSet((int)entry.ApexNode, (int)entry.SoaSet);
        for (var node = 0; node < snapshot.Zones.NodeCount; node++)
        {
            ref readonly var at = ref snapshot.Zones.NodeAt(node);
            for (var i = 0; at.Zone == (uint)zone && i < at.SetCount; i++)
            {
                if (at.FirstSet + i != entry.SoaSet)
                {
                    FormatSet(node, (int)at.FirstSet + i);
                }
            }
        }

        return text.ToString();
    }

    private void FormatSet(int node, int set)
    {
        var (offset, length) = snapshot.Zones.NameAt(snapshot.Zones.NodeAt(node).Name);
        var owner = SteeredNames.NameOf(snapshot.Zones.Octets(offset, length));
        ref readonly var entry = ref snapshot.Zones.SetAt(set);
        var isApex = node == (int)snapshot.Zones.ZoneAt((int)snapshot.Zones.NodeAt(node).Zone).ApexNode;
        if (entry.Steered >= 0)
        {
            FormatSteered(owner, entry);
        }
        else if (isApex && head is not null && entry.Type == RecordType.NS)
        {
            foreach (var server in head.NameServers)
            {
                Line(owner, entry.Ttl, entry.Type, server.ToString());
            }
        }
        else if (!RecordContent.IsMadeByPowerDns(entry.Type))
        {
            foreach (var rdata in new RdataSequence(snapshot.Zones.Octets((int)entry.RdataOffset, (int)entry.RdataLength)))
            {
                RecordCatalog.TryRead(entry.Type, rdata, out var data);
                Line(owner, entry.Ttl, entry.Type, (isApex && head is not null && data is SoaRecord soa ? soa with { PrimaryServer = head.NameServers[0], Mailbox = head.Mailbox } : data).ToString());
            }
        }
    }

    private void FormatSteered(DomainName owner, in RecordSetEntry entry)
    {
        var fixedOnes = snapshot.Steering.StaticRdatasOf(entry.Steered);
        if (!fixedOnes.IsEmpty)
        {
            foreach (var rdata in new RdataSequence(fixedOnes))
            {
                Line(owner, head?.Ttl ?? entry.Ttl, entry.Type, RecordContent.TextOf(entry.Type, rdata));
            }

            return;
        }

        WholeName.TryAnswer(owner.Wire, entry.Type, Anybody, new WholeNameGround(snapshot, health), answer);
        foreach (ref readonly var set in answer.Sets)
        {
            foreach (var rdata in answer.RecordsOf(set))
            {
                Line(owner, head?.Ttl ?? set.Ttl, set.Type, RecordContent.TextOf(set.Type, rdata));
            }
        }
    }

    private void Line(DomainName owner, uint ttl, RecordType type, string data) =>
        text.Append(owner).Append('\t').Append(ttl).Append("\tIN\t").Append(RecordCatalog.NameOf(type)).Append('\t').Append(data).Append('\n');
}
