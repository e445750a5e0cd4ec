using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Health;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Answering;

/// <summary>What a name is answered from.</summary>
/// <param name="Share">Where given, other name servers have their say in what is decided.</param>
public readonly record struct WholeNameGround(Snapshot Snapshot, HealthTable Health, DecisionShare? Share = null);

/// <summary>
/// Every record set of a steered name, for servers that ask for a name and pick the types themselves (PowerDNS asks ANY). A name is
/// answered with all its sets or not at all: the first backend with a record hides what others hold for the name. Only a name that stands
/// in the zone itself is answered; such servers look for the wildcard by its own name.
/// </summary>
public static class WholeName
{
    /// <summary>
    /// False when nothing is steered at <paramref name="name"/> (wire format, any case): somebody else answers. True: <paramref name="answer"/>
    /// holds the sets of <paramref name="type"/>, all of them for ANY. A steered set is never left empty, since no record cannot be said for
    /// some clients only: where the policy leaves nobody, its static addresses or else every candidate is answered.
    /// </summary>
    public static bool TryAnswer(ReadOnlySpan<byte> name, RecordType type, in QueryOrigin origin, in WholeNameGround ground, Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var snapshot = ground.Snapshot;
        answer.Begin(snapshot.Zones);
        Span<byte> lower = stackalloc byte[DomainName.MaxWireLength];
        lower = lower[..WireName.LowerCase(name, lower)];
        var lookup = snapshot.Zones.Find(lower, RecordType.ANY);
        if (lookup.Kind is not (LookupKind.Answer or LookupKind.Alias) || lookup.IsWildcard || !IsSteered(snapshot.Zones, lookup.Node) || !answer.TryKeep(name, out var owner))
        {
            return false;
        }

        ref readonly var node = ref snapshot.Zones.NodeAt(lookup.Node);
        var steered = new SteeredAnswer(snapshot.Steering, ground.Health, origin, answer, ground.Share);
        answer.IsAuthoritative = true;
        for (var i = 0; i < node.SetCount; i++)
        {
            ref readonly var set = ref snapshot.Zones.SetAt((int)node.FirstSet + i);
            if (type != RecordType.ANY && set.Type != type)
            {
                continue;
            }

            var added = set.Steered >= 0
                ? steered.TryAddNeverEmpty(owner, set)
                : answer.TryAdd(new AnswerSet(Section.Answer, owner, set.Type, set.Ttl, new OctetRange((int)set.RdataOffset, (int)set.RdataLength, IsInZones: true)));
            if (!added)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSteered(ZoneTree zones, int node)
    {
        ref readonly var entry = ref zones.NodeAt(node);
        for (var i = 0; i < entry.SetCount; i++)
        {
            if (zones.SetAt((int)entry.FirstSet + i).Steered >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
