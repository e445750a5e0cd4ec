namespace Proxima.Engine.Latency;

/// <summary>One measurement: from <paramref name="Site"/> (a number the store gave it) to <paramref name="Network"/>. A lost probe has <see cref="Rtt.Unknown"/>.</summary>
public readonly record struct LatencySample(Prefix Network, ushort Site, Rtt Rtt, Evidence Evidence, long AtUnixMs)
{
    /// <summary>What a connection tells beside its RTT; the default for a single probe.</summary>
    public Flow Flow { get; init; }
}

/// <summary>What a live connection tells beside its RTT. The default tells nothing: a probe is one packet, there and back or lost.</summary>
/// <param name="Jitter">Mean deviation of the connection's RTTs (<c>tcpi_rttvar</c>); zero: not told.</param>
/// <param name="Packets">Packets sent since the connection was last reported; zero: not told.</param>
/// <param name="Lost">How many of them were sent again.</param>
/// <param name="Connection">
/// A number that stays the same for as long as one figure does: a connection polled again is not another measurement, and counts once.
/// Whoever reports it hashes the connection's addresses and ports with a secret of its own, so that it names nobody; it may take another
/// number when the kernel's window of the least RTT has turned over and new packets came (<c>tcp_min_rtt_wlen</c>, five minutes). Zero: not
/// told, and every sample is a measurement of its own.
/// </param>
public readonly record struct Flow(Rtt Jitter, uint Packets, uint Lost, uint Connection);
