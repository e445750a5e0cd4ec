using Proxima.Engine.Latency;

namespace Proxima.Measurement.Agents;

/// <summary>One measurement as the agent reports it: the network in the peer's own words. A lost probe has <see cref="Rtt.Unknown"/>.</summary>
public readonly record struct ProbeSample(string Network, Rtt Rtt, Evidence Kind, long AtUnixMs)
{
    /// <summary>What a connection tells beside its RTT; the default for a probe.</summary>
    public Flow Flow { get; init; }

    /// <summary>Where it was measured; null: at the site of whoever reports it.</summary>
    public string? Site { get; init; }
}
