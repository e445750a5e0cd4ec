using System.Net;
using Proxima.Dns.Names;
using Proxima.Engine.Health.Agreement;

namespace Proxima.Engine.Steering;

/// <summary>What a person writes about steering, parsed and checked: sites, pools, monitors, policies and steered names. Compiled into the snapshot.</summary>
public sealed record SteeringModel(
    IReadOnlyList<Site> Sites,
    IReadOnlyList<Pool> Pools,
    IReadOnlyList<MonitorSettings> Monitors,
    IReadOnlyList<Policy> Policies,
    IReadOnlyList<SteeredName> Names);

/// <summary>Where endpoints stand. Coordinates in degrees, when known.</summary>
public sealed record Site(string Name, double? Latitude = null, double? Longitude = null, string? Provider = null)
{
    /// <summary>What the site may transfer in a month; null: as much as it likes.</summary>
    public SiteQuota? Quota { get; init; }
}

/// <summary>Which direction of a site's interfaces its provider counts.</summary>
public enum CountedTraffic : byte
{
    Both = 0, Out = 1, In = 2, Larger = 3,
}

/// <summary>A monthly cap in octets; the month begins on <paramref name="ResetDay"/> (1 to 28) at 00:00 UTC.</summary>
public sealed record SiteQuota(double Octets, CountedTraffic Counted = CountedTraffic.Both, int ResetDay = 1);

/// <summary>An address we may answer with. Its name is unique in its pool. A larger weight gets more clients, a smaller priority is preferred.</summary>
public sealed record Endpoint(string Name, string Site, IPAddress Address, int Weight = 1, int Priority = 0)
{
    /// <summary>Its host name, for records that name hosts; null: it has none.</summary>
    public DomainName? Target { get; init; }
}

/// <summary>Endpoints with shared settings; <paramref name="Monitors"/> null: never checked, always unknown.</summary>
public sealed record Pool(string Name, IReadOnlyList<Endpoint> Endpoints, MonitorChoice? Monitors = null)
{
    /// <summary>The load, as its endpoints report it, above which <c>capacity</c> sheds clients.</summary>
    public double TargetLoad { get; init; } = 0.8;

    /// <summary>How many nodes check an endpoint, and how many of them must say down.</summary>
    public Quorum Quorum { get; init; } = Quorum.Default;
}

/// <summary>A named chain of filters.</summary>
public sealed record Policy(string Name, IReadOnlyList<FilterSettings> Chain, WhenEmpty WhenEmpty = WhenEmpty.All)
{
    /// <summary>Share of a pool's endpoints that must be available, else the name's next pool is used; 0: any one is enough.</summary>
    public double MinHealthy { get; init; }
}

/// <summary>One filter of a chain with its parameters as written (<c>tolerance: 10ms</c>).</summary>
public sealed record FilterSettings(string Name, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Between the items of a list.</summary>
    public const char ItemSeparator = ',';
}

/// <summary>
/// What is answered when the chain kept nobody: every candidate that no fence dropped, no record (NODATA), the name's static addresses, or what
/// the chain makes of those that went down last.
/// </summary>
public enum WhenEmpty : byte
{
    All = 0, None = 1, Static = 2, Previous = 3,
}

/// <summary>A name answered by a policy from a pool: A from its IPv4 endpoints, AAAA from its IPv6 endpoints, or by a template from all. TTL in seconds.</summary>
public sealed record SteeredName(DomainName Name, string Pool, string Policy, uint Ttl = 30, IReadOnlyList<IPAddress>? Static = null)
{
    /// <summary>Pools to use, in order, when too little of those before is available; all have endpoints of the same address families.</summary>
    public IReadOnlyList<string> NextPools { get; init; } = [];

    /// <summary>What is answered in the place of addresses; null: A and AAAA.</summary>
    public RecordTemplate? Records { get; init; }

    public IEnumerable<string> AllPools => NextPools.Prepend(Pool);
}
