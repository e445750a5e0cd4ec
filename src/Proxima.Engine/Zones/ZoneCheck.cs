using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Engine.Zones;

/// <summary>
/// What makes records a zone: one SOA and an NS at the apex (RFC 1035 section 5.2), CNAME alone (RFC 2181 section 10.1), nothing beside or
/// below a DNAME that it would hide (RFC 6672 section 2.4), no name server, mail or service target that is an alias (RFC 2181 section 10.3).
/// Different TTLs inside one RRset are no problem here: the lowest is served (RFC 2181 section 5.2).
/// </summary>
internal sealed class ZoneCheck
{
    // Owner, class, type, TTL and length: what a record costs in a message beside its RDATA when its owner is compressed.
    private const int RecordOverhead = 12;

    private readonly DomainName apex;
    private readonly List<string> problems = [];
    private readonly Dictionary<DomainName, Dictionary<RecordType, List<byte[]>>> names = [];

    public ZoneCheck(DomainName apex, IReadOnlyList<ResourceRecord> records)
    {
        this.apex = apex;
        foreach (var record in records)
        {
            Add(record);
        }
    }

    public IReadOnlyList<string> Run()
    {
        CheckApex();
        foreach (var (owner, sets) in names)
        {
            CheckNode(owner, sets);
            foreach (var (type, rdatas) in sets)
            {
                CheckTargets(owner, type, rdatas);
            }
        }

        return problems;
    }

    private void Add(ResourceRecord record)
    {
        var what = $"{record.Owner} {RecordCatalog.NameOf(record.Type)}";
        if (record.Class != RecordClass.IN)
        {
            problems.Add($"{what} has class {(ushort)record.Class}; only class IN is served");
        }
        else if (!record.Owner.IsAtOrBelow(apex))
        {
            problems.Add($"{what} lies outside the zone {apex}");
        }
        else
        {
            if (!names.TryGetValue(record.Owner, out var sets))
            {
                names.Add(record.Owner, sets = []);
            }

            if (!sets.TryGetValue(record.Type, out var rdatas))
            {
                sets.Add(record.Type, rdatas = []);
            }

            rdatas.Add(record.Data.ToWire());
        }
    }

    private void CheckApex()
    {
        names.TryGetValue(apex, out var sets);
        var soas = sets is not null && sets.TryGetValue(RecordType.SOA, out var soa) ? soa.Count : 0;
        if (soas != 1)
        {
            problems.Add($"{apex} has {soas} SOA records; a zone has exactly one at its apex");
        }

        if (sets?.ContainsKey(RecordType.NS) != true)
        {
            problems.Add($"{apex} has no NS record; a zone has at least one at its apex");
        }
    }

    private void CheckNode(DomainName owner, Dictionary<RecordType, List<byte[]>> sets)
    {
        if (!owner.Equals(apex) && sets.ContainsKey(RecordType.SOA))
        {
            problems.Add($"{owner} SOA stands below the apex {apex}");
        }

        if (sets.TryGetValue(RecordType.CNAME, out var cname) && (cname.Count > 1 || sets.Keys.Any(type => !MayStandBesideAlias(type))))
        {
            problems.Add($"{owner} CNAME must be the only record of its name");
        }

        if (sets.TryGetValue(RecordType.DNAME, out var dname) && dname.Count > 1)
        {
            problems.Add($"{owner} has more than one DNAME");
        }

        if (owner.IsWildcard && (sets.ContainsKey(RecordType.NS) || sets.ContainsKey(RecordType.DNAME)))
        {
            problems.Add($"{owner} is a wildcard: NS and DNAME there have no agreed meaning (RFC 4592 sections 4.2 and 4.4)");
        }

        for (var above = owner; !above.Equals(apex);)
        {
            above = above.Parent;
            if (names.TryGetValue(above, out var aboveSets) && aboveSets.ContainsKey(RecordType.DNAME))
            {
                problems.Add($"{owner} lies below the DNAME at {above}, which hides it");
            }
        }

        foreach (var (type, rdatas) in sets)
        {
            CheckSet(owner, type, rdatas);
        }
    }

    private void CheckSet(DomainName owner, RecordType type, List<byte[]> rdatas)
    {
        var what = $"{owner} {RecordCatalog.NameOf(type)}";
        if (rdatas.Select(Convert.ToHexString).Distinct().Count() != rdatas.Count)
        {
            problems.Add($"{what} contains the same record twice");
        }

        if (rdatas.Sum(rdata => rdata.Length + RecordOverhead) > Zone.MaxSetOctets)
        {
            problems.Add($"{what} is larger than {Zone.MaxSetOctets} octets and would fit no message");
        }
    }

    private void CheckTargets(DomainName owner, RecordType type, List<byte[]> rdatas)
    {
        var offset = TargetName.OffsetIn(type);
        if (offset < 0)
        {
            return;
        }

        foreach (var rdata in rdatas)
        {
            if (DomainName.TryRead(rdata.AsSpan(offset), out var target)
                && names.TryGetValue(target, out var sets)
                && sets.ContainsKey(RecordType.CNAME))
            {
                problems.Add($"{owner} {RecordCatalog.NameOf(type)} points to {target}, which is a CNAME; it must have addresses of its own");
            }
        }
    }

    private static bool MayStandBesideAlias(RecordType type) => type is RecordType.CNAME or RecordType.RRSIG or RecordType.NSEC;
}
