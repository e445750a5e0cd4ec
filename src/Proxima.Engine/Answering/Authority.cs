using System.Runtime.CompilerServices;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Answering;

/// <summary>Meaning without wire: what a snapshot says to a question (RFC 1034 section 4.3.2). A pure function; every door ends here.</summary>
public static class Authority
{
    /// <summary>Most CNAME and DNAME steps followed for one question; what was collected by then is the answer.</summary>
    public const int MaxAliases = 16;

    public static void Answer(in WireQuestion question, in QueryOrigin origin, Snapshot snapshot, HealthTable health, Answer answer)
    {
        answer.Begin(snapshot.Zones);
        answer.Rcode = question.Objection;
        if (answer.Rcode == Rcode.NoError && answer.TryKeep(question.Name, out var owner))
        {
            var walk = new AnswerWalk(snapshot, health, origin, answer);
            for (var aliases = 0; aliases <= MaxAliases && walk.Step(ref owner, question.Type); aliases++)
            {
            }

            walk.AddAddresses();
        }
    }
}

/// <summary>One question's way through the zones, alias by alias.</summary>
[SkipLocalsInit]
internal readonly struct AnswerWalk(Snapshot snapshot, HealthTable health, QueryOrigin origin, Answer answer)
{
    private readonly ZoneTree zones = snapshot.Zones;
    private readonly SteeredAnswer steered = new(snapshot.Steering, health, origin, answer);

    /// <summary>Looks <paramref name="owner"/> up; true when it is an alias, with its target in <paramref name="owner"/>.</summary>
    public bool Step(ref OctetRange owner, RecordType type)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxWireLength];
        name = name[..WireName.LowerCase(answer.Octets(owner), name)];
        var lookup = zones.Find(name, type);
        if (lookup.Kind == LookupKind.Outside)
        {
            // The end of a chain that leaves our zones is the resolver's to follow.
            answer.Rcode = answer.Sets.IsEmpty ? Rcode.Refused : Rcode.NoError;
            return false;
        }

        // AA speaks for the first owner name in the answer (RFC 1035 section 4.1.1): a referral at the end of a chain does not take it back.
        answer.IsAuthoritative |= lookup.Kind != LookupKind.Delegation;
        switch (lookup.Kind)
        {
            case LookupKind.Alias:
                return FollowAlias(ref owner, name, lookup);
            case LookupKind.Redirect:
                return FollowRedirect(ref owner, name, lookup);
            case LookupKind.Delegation:
                AddZoneSet(Section.Authority, CutName(lookup), lookup.Set);
                return false;
            case LookupKind.Answer when AddSet(owner, lookup.Set):
                return false;
            default:
                answer.Rcode = lookup.Kind == LookupKind.NoName ? Rcode.NXDomain : Rcode.NoError;
                AddSoa(lookup.Zone);
                return false;
        }
    }

    public void AddAddresses() => new AdditionalAddresses(zones, steered, answer).AddAll();

    private bool AddSet(OctetRange owner, int set)
    {
        ref readonly var entry = ref zones.SetAt(set);
        return entry.Steered >= 0
            ? steered.TryAdd(Section.Answer, owner, entry)
            : AddZoneSet(Section.Answer, owner, set);
    }

    private bool AddZoneSet(Section section, OctetRange owner, int set)
    {
        ref readonly var entry = ref zones.SetAt(set);
        return answer.TryAdd(new AnswerSet(section, owner, entry.Type, entry.Ttl, RdatasOf(entry)));
    }

    private bool FollowAlias(ref OctetRange owner, ReadOnlySpan<byte> name, ZoneLookup lookup)
    {
        if (answer.Contains(name, RecordType.CNAME))
        {
            return false;
        }

        if (!AddSet(owner, lookup.Set))
        {
            AddSoa(lookup.Zone);
            return false;
        }

        var rdatas = answer.Sets[^1].Rdatas;
        owner = rdatas with { Offset = rdatas.Offset + 2, Length = rdatas.Length - 2 };
        return true;
    }

    /// <summary>The DNAME and the CNAME made from it (RFC 6672 section 3.1); YXDOMAIN when the new name is too long (section 2.2).</summary>
    private bool FollowRedirect(ref OctetRange owner, ReadOnlySpan<byte> name, ZoneLookup lookup)
    {
        if (answer.Contains(name, RecordType.CNAME))
        {
            return false;
        }

        ref readonly var dname = ref zones.SetAt(lookup.Set);
        var dnameOwner = CutName(lookup);
        if (!answer.Contains(answer.Octets(dnameOwner), RecordType.DNAME))
        {
            AddZoneSet(Section.Answer, dnameOwner, lookup.Set);
        }

        var target = zones.Octets((int)dname.RdataOffset + 2, (int)dname.RdataLength - 2);
        var prefix = answer.Octets(owner)[..^dnameOwner.Length];
        if (prefix.Length + target.Length > DomainName.MaxWireLength)
        {
            // The name that DNAME would make is too long (RFC 6672 section 2.2).
            answer.Rcode = Rcode.YXDomain;
            return false;
        }

        Span<byte> made = stackalloc byte[DomainName.MaxWireLength];
        prefix.CopyTo(made);
        target.CopyTo(made[prefix.Length..]);
        made = made[..(prefix.Length + target.Length)];
        if (!answer.TryKeepRdatas(made, made.Length, out var rdatas) || !answer.TryAdd(new AnswerSet(Section.Answer, owner, RecordType.CNAME, dname.Ttl, rdatas)))
        {
            return false;
        }

        owner = rdatas with { Offset = rdatas.Offset + 2, Length = rdatas.Length - 2 };
        return true;
    }

    private void AddSoa(int zone)
    {
        ref readonly var entry = ref zones.ZoneAt(zone);
        ref readonly var soa = ref zones.SetAt((int)entry.SoaSet);
        var (offset, length) = zones.NameAt(entry.Name);
        answer.TryAdd(new AnswerSet(Section.Authority, new OctetRange(offset, length, IsInZones: true), RecordType.SOA, entry.NegativeTtl, RdatasOf(soa)));
    }

    private OctetRange CutName(ZoneLookup lookup)
    {
        var (offset, length) = zones.NameAt(zones.NodeAt(lookup.Node).Name);
        return new OctetRange(offset, length, IsInZones: true);
    }

    private static OctetRange RdatasOf(in RecordSetEntry set) => new((int)set.RdataOffset, (int)set.RdataLength, IsInZones: true);
}
