using System.Net;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners;
using Proxima.Engine.Protection;
using Proxima.Settings.Plugin;
using Proxima.Settings.Values;

namespace Proxima.Settings.Node;

/// <summary>The settings of one node, checked, defaults filled in. See <see cref="NodeSettingsFile"/> for the file.</summary>
public sealed record NodeSettings
{
    /// <summary>How this node calls itself to its peers: by default the machine's name.</summary>
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>The folder of the store and of the snapshot, health and report files.</summary>
    public string State { get; init; } = "/var/lib/proxima";

    public DnsSettings Dns { get; init; } = new();

    public ApiSettings Api { get; init; } = new();

    public DatabaseSettings Database { get; init; } = new();

    /// <summary>The steering file; null: the store is the truth. A relative path counts from the settings file's folder.</summary>
    public string? SteeringFile { get; init; }

    public MeasureSettings Measure { get; init; } = new();

    /// <summary>How often a new snapshot is published when something changed.</summary>
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromSeconds(2);

    public NotifySettings Notify { get; init; } = new();

    public AgentSettings Agent { get; init; } = new();

    public GeoIpSettings GeoIp { get; init; } = new();

    public PeerSettings Peers { get; init; } = new();

    /// <summary>What the PowerDNS plugin's file says, where the node was started on that file.</summary>
    public PluginSettings? Plugin { get; init; }

    /// <summary>The article's Debug = true or DEBUG=1: more is said than usual, by the node and by the passes of cron.</summary>
    public bool IsDebug => Plugin?.Application.Debug == true || Peers.ClusterDebug;
}

/// <summary>[DNS]. Listen = none: no data plane, PowerDNS answers. <see cref="Workers"/> 0 is one per core. <see cref="Nsid"/> (RFC 5001) is not sent when null.</summary>
public sealed record DnsSettings
{
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Any, 53), new(IPAddress.IPv6Any, 53)];

    public int Workers { get; init; }

    /// <summary>Interfaces whose queries are taken past the kernel, beside the sockets.</summary>
    public IReadOnlyList<string> Xdp { get; init; } = [];

    /// <summary>Most TCP connections open at once.</summary>
    public int TcpConnections { get; init; } = TcpLimits.DefaultConnections;

    public string? Nsid { get; init; }

    /// <summary>Most UDP answers a minute that only ask a resolver to come by TCP, whose handshake tells how far it is; 0: none.</summary>
    public int SolicitTcp { get; init; }

    /// <summary>Most UDP answers a second for one client network; 0: no limit.</summary>
    public int RateLimit { get; init; }

    /// <summary>Of the answers over it every so many-th is cut, and not left out; 0: none.</summary>
    public int RateLimitSlip { get; init; } = RateLimitSettings.DefaultSlip;

    /// <summary>Networks that are not limited.</summary>
    public IReadOnlyList<Prefix> RateLimitExempt { get; init; } = [];

    /// <summary>File of the secret that DNS cookies are made with; null: the node's own.</summary>
    public string? CookieSecretFile { get; init; }
}

/// <summary>[API]. Without a token only what needs none is served.</summary>
public sealed record ApiSettings
{
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8053);

    public Secret? Token { get; init; }
}

/// <summary>[Measure]. Rates in probes per second.</summary>
public sealed record MeasureSettings
{
    /// <summary>The site this node measures from; null: it is no vantage.</summary>
    public string? Site { get; init; }

    /// <summary>How often each client network is measured when the rates allow it.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    public int ProbesPerSecond { get; init; } = 50;

    public int PerTargetPerSecond { get; init; } = 1;

    /// <summary>Local ports of services on this machine whose TCP connections are listened to; none: not at all.</summary>
    public IReadOnlyList<int> PassivePorts { get; init; } = [];

    /// <summary>Most client networks kept in memory.</summary>
    public int Networks { get; init; } = 100_000;

    public TimeSpan Dwell { get; init; } = TimeSpan.FromSeconds(300);

    public Tolerance Tolerance { get; init; } = Tolerance.Default;

    /// <summary>Most samples a second that the agents of one site may report in the long run.</summary>
    public int SamplesPerSecond { get; init; } = 2000;

    public SpecialNetworkRule SpecialNetworks { get; init; }

    /// <summary>Most probes a second to all networks of one autonomous system, where a database tells whose they are.</summary>
    public int PerAsPerSecond { get; init; } = 10;

    /// <summary>File of the networks that do not want to be probed, one prefix a line; null: there is none.</summary>
    public string? OptOut { get; init; }

    /// <summary>What probes say of who sends them: an address of a web page or mailbox.</summary>
    public string Contact { get; init; } = "Proxima latency probe";
}

/// <summary>Whether private, documentation and other special-purpose networks are measured as clients.</summary>
public enum SpecialNetworkRule
{
    /// <summary>Where answers name such addresses too.</summary>
    Auto,
    Allow,
    Refuse,
}

/// <summary>[Agent]: the measuring part on a machine without a node. Samples wait in <see cref="Spool"/> while no peer answers.</summary>
public sealed record AgentSettings
{
    public string? Site { get; init; }

    public IReadOnlyList<Uri> Peers { get; init; } = [];

    public Secret? Token { get; init; }

    public string? Spool { get; init; }

    /// <summary>As <see cref="MeasureSettings.PassivePorts"/>.</summary>
    public IReadOnlyList<int> PassivePorts { get; init; } = [];
}

/// <summary>[GeoIP]: geolocation databases, MMDB or CSV. None: no address has a place.</summary>
public sealed record GeoIpSettings
{
    /// <summary>What a later file knows of an address counts; the rest comes from those before it.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How often the files are looked at; changed ones are loaded.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>[Notify]: who is told when an endpoint's status changes; by default nobody. <see cref="Interval"/> is the least time between two notices about one endpoint.</summary>
public sealed record NotifySettings
{
    public Uri? Webhook { get; init; }

    /// <summary>Sent to the webhook as a bearer token.</summary>
    public Secret? Token { get; init; }

    /// <summary>A program to run, by its path.</summary>
    public string? Command { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);
}
