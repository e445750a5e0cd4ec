namespace Proxima.Measurement.Agents;

/// <summary>
/// One receiver of measurements, as the agent sees it: where targets come from and where samples go. Over HTTP this is an
/// <see cref="Uplink.PeerUplink"/>; inside proximad it is two calls. <paramref name="Targets"/> gives null when the peer did not answer;
/// <paramref name="Report"/> must return at once.
/// </summary>
public sealed record AgentPeer(string Name, Func<CancellationToken, Task<TargetList?>> Targets, Action<ProbeSample> Report);
