using Proxima.Engine.Latency;

namespace Proxima.Control.Intake;

/// <summary>What is known of a target beside its questions: whether it may be probed, and who announces it.</summary>
/// <param name="Networks">Which may be measured.</param>
/// <param name="AutonomousSystemOf">Its number; 0 when no database tells.</param>
public sealed record TargetRules(ClientNetworks Networks, Func<Prefix, uint> AutonomousSystemOf);

/// <summary>Where targets come from: what asked this node, and what asked the others, whose way to this node's sites is to be known as well.</summary>
public sealed record TargetSources(TargetList Here, Func<IReadOnlyList<Storage.TargetRow>> ByPeers);
