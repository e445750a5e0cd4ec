using System.Net;
using System.Net.Sockets;

namespace Proxima.Measurement.Probes;

/// <summary>
/// A TCP connection opened and reset at once. An accepted one is healthy; a refused one is not, but its RST came back in one round trip
/// and counts for latency.
/// </summary>
public sealed class TcpProbe(TimeProvider time) : IProbe
{
    /// <summary>
    /// The kernel resends an unanswered SYN after one second (RFC 6298 section 2.1). From then on nobody can tell which SYN was answered
    /// (Karn's algorithm, section 3), so a slower connection has no RTT.
    /// </summary>
    public static readonly TimeSpan LongestRtt = TimeSpan.FromSeconds(1);

    private static readonly LingerOption Reset = new(true, 0);

    public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation) => TcpConversation.HoldAsync(
        new IPEndPoint(target.Address, target.Port), timeout, time,
        static (socket, rtt, _) =>
        {
            socket.LingerState = Reset;
            return Task.FromResult(ProbeResult.Good(rtt, "connected"));
        },
        cancellation);
}
