using Proxima.Engine.Latency;

namespace Proxima.Engine.Reports;

/// <summary>A client network that steered questions were asked for, an address in it, and how often it was asked lately (a decaying count).</summary>
public readonly record struct SeenNetwork(Prefix Network, Prefix Address, long Asked);
