using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;

namespace Proxima.Engine.PowerDns;

/// <summary>What the plugin's INI file says of its zone. TTL in seconds.</summary>
public sealed record BackendZone(DomainName Apex, uint SteeredTtl);

/// <summary>
/// What stands behind both PowerDNS doors: the current snapshot, the health table, and the rule which questions are ours. Used by one thread.
/// Equal questions get equal answers as long as neither file changes: PowerDNS asks several times for one query of a client.
/// </summary>
/// <param name="current">The snapshot to answer from; null when there is none, or none that is fresh enough.</param>
/// <param name="report">Who asked is noted there.</param>
/// <param name="zone">Where given, only names of this zone are answered, and its TTL is that of every steered record.</param>
/// <param name="share">Where given, other name servers have their say in what is decided.</param>
public sealed class BackendHall(Func<Snapshot?> current, HealthTable health, BackendReport? report = null, BackendZone? zone = null, DecisionShare? share = null)
{
    /// <summary>Scope of a steered record at least: PowerDNS keeps answers without one in caches that know no client.</summary>
    public const byte LeastScope = 1;

    private readonly byte[]? apex = zone?.Apex.ToLowerCase().Wire.ToArray();

    public HealthTable Health { get; } = health;

    /// <summary>Where the operator asks for licenses: whose names are left to another backend.</summary>
    public Entitlements? Entitlements { get; init; }

    /// <summary>The record sets found by the last <see cref="TryAnswer"/>.</summary>
    internal Answer Answer { get; } = new();

    /// <summary>The snapshot that the last <see cref="TryAnswer"/> answered from.</summary>
    internal Snapshot? Answered { get; private set; }

    internal Snapshot? Current() => current();

    /// <summary>False: another backend answers. SOA questions are always false, since the zone belongs to the backend that has its SOA.</summary>
    internal bool TryAnswer(ReadOnlySpan<byte> name, RecordType type, in BackendClient client)
    {
        // Whose zone it is PowerDNS asks for itself, even where it names a client.
        if (type == RecordType.SOA)
        {
            return false;
        }

        Answered = IsInZone(name) ? Current() : null;
        if (Answered is not null && Entitlements?.Refuse(name, Answered) == true)
        {
            Answered = null;
        }

        var isAnswered = Answered is not null && WholeName.TryAnswer(name, type, client.Origin, new WholeNameGround(Answered, Health, share), Answer);
        report?.Note(client, isAnswered ? Answer : null);
        return isAnswered;
    }

    /// <summary>Other name servers have their say.</summary>
    internal bool Shares => share is not null;

    internal void NoteFault() => report?.NoteFault();

    /// <summary>
    /// The scope that PowerDNS is told for a set of the last answer. It means two things there: what the client is told, and whether the
    /// answer may be cached for everybody. So a steered set has at least <see cref="LeastScope"/>, even for a client that asked not to be located.
    /// </summary>
    internal byte ScopeOf(in AnswerSet set, in QueryOrigin origin) =>
        IsSteered(set) ? (byte)Math.Clamp((int)Answer.ScopeLength, LeastScope, origin.Client.MaxLength) : (byte)0;

    /// <summary>The TTL of a set of the last answer, in seconds.</summary>
    internal uint TtlOf(in AnswerSet set) => IsSteered(set) && zone is not null ? zone.SteeredTtl : set.Ttl;

    // Only what a decision chose stands outside the zones.
    private static bool IsSteered(in AnswerSet set) => !set.Rdatas.IsInZones;

    private bool IsInZone(ReadOnlySpan<byte> name)
    {
        if (apex is null)
        {
            return true;
        }

        while (name.Length > apex.Length)
        {
            name = name[(name[0] + 1)..];
        }

        return WireName.EqualsIgnoreCase(name, apex);
    }
}
