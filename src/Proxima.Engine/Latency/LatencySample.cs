namespace Proxima.Engine.Latency;

/// <summary>One measurement: from <paramref name="Site"/> (a number the store gave it) to <paramref name="Network"/>. A lost probe has <see cref="Rtt.Unknown"/>.</summary>
public readonly record struct LatencySample(Prefix Network, ushort Site, Rtt Rtt, Evidence Evidence, long AtUnixMs);
