using System.Net;

namespace Proxima.Measurement.Agents;

/// <summary>A client network to measure, by an address in it that was seen. <paramref name="Queries"/> is how often it asked.</summary>
public sealed record AgentTarget(string Network, IPAddress Address, bool IsResolver, long Queries);

/// <summary>What one peer wants measured, most asked first, and the limits it sets.</summary>
public sealed record TargetList(IReadOnlyList<AgentTarget> Targets, double ProbesPerSecond, double PerTargetPerSecond, TimeSpan Interval);
