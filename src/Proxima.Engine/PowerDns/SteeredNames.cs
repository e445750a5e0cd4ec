using Proxima.Dns.Names;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.PowerDns;

/// <summary>What a snapshot steers and in which zones, for the settings of PowerDNS.</summary>
public static class SteeredNames
{
    public static IReadOnlyList<DomainName> Of(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return [.. Enumerable.Range(0, snapshot.Steering.SteeredCount).Select(steered => NameOf(snapshot.Steering.OwnerOf(steered))).Distinct()];
    }

    public static IReadOnlyList<DomainName> ZonesOf(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return [.. Enumerable.Range(0, snapshot.Zones.ZoneCount).Select(zone => ApexOf(snapshot, zone))];
    }

    internal static DomainName ApexOf(Snapshot snapshot, int zone)
    {
        var (offset, length) = snapshot.Zones.NameAt(snapshot.Zones.ZoneAt(zone).Name);
        return NameOf(snapshot.Zones.Octets(offset, length));
    }

    internal static DomainName NameOf(ReadOnlySpan<byte> wire)
    {
        DomainName.TryRead(wire, out var name);
        return name;
    }
}
