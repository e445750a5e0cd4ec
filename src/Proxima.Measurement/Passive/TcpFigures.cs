using Proxima.Engine.Latency;

namespace Proxima.Measurement.Passive;

/// <summary>
/// What the kernel knows of one connection. <paramref name="Cookie"/> is the socket's own number, never used again while the machine runs.
/// <paramref name="LeastRtt"/> is the least RTT of the last five minutes (tcpi_min_rtt; sysctl tcp_min_rtt_wlen), the handshake's included:
/// the smoothed one holds delayed acknowledgements and queues. <paramref name="Deviation"/> is that of the smoothed one (tcpi_rttvar).
/// <paramref name="Segments"/> counts data segments sent, those sent again
/// included, <paramref name="Retransmitted"/> only these; both wrap around.
/// </summary>
internal readonly record struct TcpFigures(ulong Cookie, Prefix Client, Rtt LeastRtt, Rtt Deviation, uint Segments, uint Retransmitted);
