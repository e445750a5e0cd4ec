using Proxima.Dns.Names;
using Proxima.Settings.Values;

namespace Proxima.Settings.Plugin;

/// <summary>What /etc/latency.pdns.plugin.conf says, checked. See <see cref="PluginSettingsFile"/> for the file.</summary>
public sealed record PluginSettings
{
    public ApplicationSettings Application { get; init; } = new();

    public PluginZone? Zone { get; init; }

    public DatabaseSettings? Database { get; init; }

    public MemcachedSettings? Memcached { get; init; }
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
public sealed record PluginZone(DomainName Apex, DomainName Mailbox, IReadOnlyList<DomainName> NameServers, uint Ttl);

/// <summary>[DB]. <paramref name="Type"/> in lower case: mysql, mariadb, postgresql or sqlite.</summary>
public sealed record DatabaseSettings(string Type, string Server, int Port, string? User, Secret? Password, string Database);

/// <summary>[Memcached].</summary>
public sealed record MemcachedSettings(string Server, int Port, TimeSpan Ttl);
