using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// What stands behind both PowerDNS doors: the current snapshot, the health table, and the rule which questions are ours. Used by one thread.
/// Equal questions get equal answers as long as neither file changes: PowerDNS asks several times for one query of a client.
/// </summary>
/// <param name="current">The snapshot to answer from; null when there is none, or none that is fresh enough.</param>
/// <param name="report">Who asked is noted there.</param>
/// <param name="zone">Where given, only names of this zone are answered.</param>
public sealed class BackendHall(Func<Snapshot?> current, HealthTable health, BackendReport? report = null, DomainName? zone = null)
{
    /// <summary>Scope of a steered record at least: PowerDNS keeps answers without one in caches that know no client.</summary>
    public const byte LeastScope = 1;

    private readonly byte[]? apex = zone?.ToLowerCase().Wire.ToArray();

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

        var isAnswered = Answered is not null && WholeName.TryAnswer(name, type, client.Origin, Answered, Health, Answer);
        report?.Note(client, isAnswered ? Answer : null);
        return isAnswered;
    }

    internal void NoteFault() => report?.NoteFault();

    /// <summary>
    /// The scope that PowerDNS is told for a set of the last answer. It means two things there: what the client is told, and whether the
    /// answer may be cached for everybody. So a steered set has at least <see cref="LeastScope"/>, even for a client that asked not to be located.
    /// </summary>
    internal byte ScopeOf(in AnswerSet set, in QueryOrigin origin)
    {
        // Only what a decision chose stands outside the zones.
        var isSteered = !set.Rdatas.IsInZones;
        return isSteered ? (byte)Math.Clamp((int)Answer.ScopeLength, LeastScope, origin.Client.MaxLength) : (byte)0;
    }

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
