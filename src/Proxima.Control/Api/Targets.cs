namespace Proxima.Control.Api;

/// <summary>Reply of <c>GET /api/v1/targets</c>: what to measure, most asked first, and how fast at most.</summary>
public sealed record TargetsReply(int ProbesPerSecond, int PerTargetPerSecond, long IntervalMs, IReadOnlyList<TargetItem> Targets);

/// <summary>A client network, an address in it, whether that address is a resolver's own, and how often it was asked for.</summary>
public sealed record TargetItem(string Network, string Address, bool Resolver, long Queries);
