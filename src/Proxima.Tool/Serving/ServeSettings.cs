using System.Net;
using Proxima.Engine.Listeners;

namespace Proxima.Tool.Serving;

/// <summary>What <c>proxima serve</c> was told.</summary>
internal sealed record ServeSettings(string SnapshotPath, IReadOnlyList<IPEndPoint> Addresses, int Workers)
{
    public string? HealthPath { get; init; }

    public string? ReportPath { get; init; }

    public bool IsPinned { get; init; }

    /// <summary>Interfaces to be served past the kernel, beside the sockets.</summary>
    public IReadOnlyList<string> XdpInterfaces { get; init; } = [];

    public int TcpConnections { get; init; } = TcpLimits.DefaultConnections;

    public string? Nsid { get; init; }

    /// <summary>Answers a minute that only ask the resolver to come by TCP; 0: none.</summary>
    public int SolicitTcpPerMinute { get; init; }

    /// <summary>Whether to start without a snapshot and answer SERVFAIL until there is one.</summary>
    public bool WaitsForSnapshot { get; init; }

    /// <summary>Whether to leave out the line that says where it answers: whoever started it says so.</summary>
    public bool IsQuiet { get; init; }

    public string? ReadyPath { get; init; }
}
