using System.Net;

namespace Proxima.Measurement.Agents;

/// <summary>A client network to measure, by an address in it that was seen. <paramref name="Queries"/> is how often it asked.</summary>
public sealed record AgentTarget(string Network, IPAddress Address, bool IsResolver, long Queries)
{
    /// <summary>Its questions times what a probe of it is worth: of what is due together the heaviest goes first. Above zero.</summary>
    public double Weight { get; init; } = Math.Max(1, Queries);

    /// <summary>Who announces it; 0 when unknown.</summary>
    public uint AutonomousSystem { get; init; }

    /// <summary>So long until it is to be measured, from when the peer was asked.</summary>
    public TimeSpan DueIn { get; init; }

    /// <summary>How often from then on; zero: as often as the list says for all.</summary>
    public TimeSpan Interval { get; init; }
}

/// <summary>What one peer wants measured, what is due first comes first, and the limits it sets.</summary>
public sealed record TargetList(IReadOnlyList<AgentTarget> Targets, double ProbesPerSecond, double PerTargetPerSecond, TimeSpan Interval)
{
    /// <summary>To all networks of one autonomous system; 0: no limit.</summary>
    public double PerAsPerSecond { get; init; }

    /// <summary>What probes say of who sends them; null: nothing.</summary>
    public string? Contact { get; init; }
}
