using System.Runtime.CompilerServices;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Answering;

/// <summary>The addresses that a resolver would ask for next: those of NS, MX, SRV, SVCB and HTTPS targets in our zones (RFC 1034 section 4.3.2 step 6), glue for referrals.</summary>
[SkipLocalsInit]
internal readonly struct AdditionalAddresses(ZoneTree zones, SteeredAnswer steered, Answer answer)
{
    public void AddAll()
    {
        // Only what stands there now: what is added meanwhile are addresses.
        foreach (ref readonly var set in answer.Sets)
        {
            var offset = TargetName.OffsetIn(set.Type);
            if (offset < 0)
            {
                continue;
            }

            var rdatas = answer.RecordsOf(set);
            for (var at = set.Rdatas.Offset + 2; rdatas.MoveNext(); at += rdatas.Current.Length + 2)
            {
                var length = WireName.Length(rdatas.Current[offset..]);

                // "." is the owner itself (RFC 9460 section 2.5.2); of other types it means that there is no host.
                var target = length == 1 && set.Type is RecordType.SVCB or RecordType.HTTPS ? set.Owner : new OctetRange(at + offset, length, set.Rdatas.IsInZones);
                Add(set, target, RecordType.A);
                Add(set, target, RecordType.AAAA);
            }
        }
    }

    private void Add(in AnswerSet from, OctetRange target, RecordType type)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxWireLength];
        name = name[..WireName.LowerCase(answer.Octets(target), name)];
        var lookup = zones.Find(name, type);
        var set = lookup.Kind switch
        {
            LookupKind.Answer => lookup.Set,
            LookupKind.Delegation when from.Type == RecordType.NS && lookup.Glue >= 0 => zones.FindSet(lookup.Glue, type),
            _ => -1,
        };
        if (set < 0 || answer.Contains(name, type))
        {
            return;
        }

        ref readonly var entry = ref zones.SetAt(set);
        if (entry.Steered >= 0)
        {
            steered.TryAdd(Section.Additional, target, entry);
            return;
        }

        var isNecessary = from.Section == Section.Authority && IsAtOrBelow(name, answer.NameOf(from));
        var rdatas = new OctetRange((int)entry.RdataOffset, (int)entry.RdataLength, IsInZones: true);
        var fits = answer.TryAdd(new AnswerSet(Section.Additional, target, type, entry.Ttl, rdatas, isNecessary));
        answer.LacksGlue |= isNecessary && !fits;
    }

    /// <summary>Both in lower case; compared label by label from the left, since an octet of a label may look like a length.</summary>
    private static bool IsAtOrBelow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> ancestor)
    {
        while (name.Length > ancestor.Length)
        {
            name = name[(name[0] + 1)..];
        }

        return name.SequenceEqual(ancestor);
    }
}
