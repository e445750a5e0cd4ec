namespace Proxima.Control.Intake;

/// <summary>What stands between a report and the store: which networks count, and how much a site may send.</summary>
public sealed record IntakeGate(ClientNetworks Networks, AgentQuota Quota);
