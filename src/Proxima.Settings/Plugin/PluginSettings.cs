using Proxima.Dns.Names;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Steering;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Settings.Plugin;

/// <summary>What /etc/latency.pdns.plugin.conf says, checked. See <see cref="PluginSettingsFile"/> for the file.</summary>
public sealed record PluginSettings
{
    public ApplicationSettings Application { get; init; } = new();

    public PluginZone? Zone { get; init; }

    public DatabaseSettings? Database { get; init; }

    /// <summary>Null where no server is named, or with a TTL of 0: every name server decides alone.</summary>
    public SharedStateServer? Memcached { get; init; }

    /// <summary>What the licenses entitle to; null where no authority is set.</summary>
    public Entitlements? CreateEntitlements(Action<string> say) => this is { Application.Authority: { } key, Zone.Apex: { } zone }
        ? new Entitlements(new LicenseAuthority(key.Reveal()), zone, Application.Licenses, say)
        : null;
}

/// <summary>
/// [Application]. <see cref="Debug"/> turns the trace of decisions on. <paramref name="License"/>: in lower case, several with commas between;
/// checked only where <see cref="Authority"/> is set.
/// </summary>
public sealed record ApplicationSettings(string? Version = null, string? License = null, bool Debug = false)
{
    /// <summary>The key of the operator who issues the licenses.</summary>
    public Secret? Authority { get; init; }

    public IReadOnlyList<string> Licenses => License?.Split(',') ?? [];
}

/// <summary>[DNS]: the head of the zone. <paramref name="Mailbox"/> is the SOA's RNAME; TTL in seconds.</summary>
public sealed record PluginZone(DomainName Apex, DomainName Mailbox, IReadOnlyList<DomainName> NameServers, uint Ttl)
{
    /// <summary>What the coprocesses make of it.</summary>
    public BackendZone Backend => new(Apex, Ttl);

    /// <summary>What the static zone makes of it.</summary>
    public FallbackHead Head => new(Mailbox, NameServers, Ttl);
}
