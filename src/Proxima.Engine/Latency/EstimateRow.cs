namespace Proxima.Engine.Latency;

/// <summary>One path's estimate as the store keeps it. Loss is a share from 0 to 1; the time is that of the last answered probe, to the second.</summary>
public readonly record struct EstimateRow(Prefix Network, ushort Site, Rtt Rtt, Rtt Deviation, uint Count, double Loss, Evidence Evidence, long AtUnixMs);
