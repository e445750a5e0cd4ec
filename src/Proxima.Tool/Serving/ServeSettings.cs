using System.Net;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners;
using Proxima.Engine.Protection;

namespace Proxima.Tool.Serving;

/// <summary>What <c>proxima serve</c> was told: set by its flags (<see cref="ServeFlags"/>), read by <see cref="Service"/>.</summary>
internal sealed class ServeSettings
{
    public string SnapshotPath { get; set; } = string.Empty;

    public List<IPEndPoint> Addresses { get; } = [];

    public int Workers { get; set; } = Environment.ProcessorCount;

    public string? HealthPath { get; set; }

    public string? ReportPath { get; set; }

    public bool IsPinned { get; set; }

    /// <summary>Interfaces to be served past the kernel, beside the sockets.</summary>
    public List<string> XdpInterfaces { get; } = [];

    public int TcpConnections { get; set; } = TcpLimits.DefaultConnections;

    public string? Nsid { get; set; }

    /// <summary>Answers a minute that only ask the resolver to come by TCP; 0: none.</summary>
    public int SolicitTcpPerMinute { get; set; }

    /// <summary>UDP answers a second for one client network; 0: no limit.</summary>
    public int RateLimitPerSecond { get; set; }

    /// <summary>Of the answers over it every so many-th is cut, and not left out; 0: none.</summary>
    public int RateLimitSlip { get; set; } = RateLimitSettings.DefaultSlip;

    public List<Prefix> RateLimitExempt { get; } = [];

    /// <summary>Null: a secret of this process alone.</summary>
    public string? CookieSecretPath { get; set; }

    /// <summary>Whether to start without a snapshot and answer SERVFAIL until there is one.</summary>
    public bool WaitsForSnapshot { get; set; }

    /// <summary>Whether to leave out the line that says where it answers: whoever started it says so.</summary>
    public bool IsQuiet { get; set; }

    public string? ReadyPath { get; set; }
}
