using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Steering;

namespace Proxima.Engine.Zones;

/// <summary>In which zone each steered name lies, and which of them cannot be answered where they lie.</summary>
public sealed class SteeredPlacement
{
    private readonly Dictionary<DomainName, Zone> zones = [];
    private readonly ILookup<DomainName, ResourceRecord> barriers;

    public SteeredPlacement(IReadOnlyList<Zone> zones)
    {
        foreach (var zone in zones)
        {
            this.zones.TryAdd(zone.Apex, zone);
        }

        barriers = zones
            .SelectMany(zone => zone.Records.Where(record => IsBarrier(zone, record)))
            .ToLookup(record => record.Owner);
    }

    /// <summary>The deepest zone that contains the name; null when none does.</summary>
    public Zone? ZoneOf(DomainName name)
    {
        for (var apex = name; ; apex = apex.Parent)
        {
            if (zones.TryGetValue(apex, out var zone) || apex.IsRoot)
            {
                return zone;
            }
        }
    }

    /// <summary>Every steered name that no query could reach or that contradicts the zone, one line each.</summary>
    public IReadOnlyList<string> ProblemsOf(IReadOnlyList<SteeredName> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. names.Select(name => ProblemOf(name.Name) ?? (name.Records?.Type == RecordType.CNAME ? ProblemOfAlias(name.Name) : null)).OfType<string>()];
    }

    // CNAME stands alone (RFC 2181 section 10.1); other steered names are no neighbours, since no two may have one name then.
    private string? ProblemOfAlias(DomainName name) => ZoneOf(name)!.Records.FirstOrDefault(record => record.Owner.Equals(name)) is { } other
        ? $"steered name {name} is to be a CNAME and has {RecordCatalog.NameOf(other.Type)} records in zone {ZoneOf(name)!.Apex}"
        : null;

    private string? ProblemOf(DomainName name)
    {
        if (ZoneOf(name) is not { } zone)
        {
            return $"steered name {name} lies in none of the zones";
        }

        if (barriers[name].Any(record => record.Type == RecordType.CNAME))
        {
            return $"steered name {name} is a CNAME in zone {zone.Apex}";
        }

        for (var above = name; ; above = above.Parent)
        {
            // An NS at the apex is here the parent zone's: the child zone answers below it.
            var isApex = above.Equals(zone.Apex);
            foreach (var record in barriers[above].Where(record => record.Type == RecordType.NS ? !isApex : record.Type == RecordType.DNAME && !above.Equals(name)))
            {
                return $"steered name {name} lies at or below the {RecordCatalog.NameOf(record.Type)} at {above}, which hides it";
            }

            if (isApex)
            {
                return null;
            }
        }
    }

    private static bool IsBarrier(Zone zone, ResourceRecord record) =>
        record.Type is RecordType.CNAME or RecordType.DNAME || (record.Type == RecordType.NS && !record.Owner.Equals(zone.Apex));
}
