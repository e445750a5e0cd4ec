using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Latency;

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

    private const int TcpLevel = 6;
    private const int TcpInfoOption = 11;

    // struct tcp_info in linux/tcp.h: tcpi_rtt, microseconds, after 8 one-octet and 15 four-octet fields.
    private const int RttOffset = 68;

    public async Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        using var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        socket.LingerState = new LingerOption(true, 0);
        var sent = time.GetTimestamp();
        try
        {
            await socket.ConnectAsync(new IPEndPoint(target.Address, target.Port), either.Token);
            return ProbeResult.Good(Earlier(ElapsedRtt(sent), ReadKernelRtt(socket)), "connected");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ProbeResult.Lost(timeout);
        }
        catch (SocketException failure)
        {
            return Judge(failure, ElapsedRtt(sent), timeout);
        }
    }

    private static ProbeResult Judge(SocketException failure, Rtt elapsed, TimeSpan timeout) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => ProbeResult.Bad(elapsed, "connection refused"),
        SocketError.TimedOut => ProbeResult.Lost(timeout),
        SocketError.ConnectionReset => ProbeResult.Bad(Rtt.Unknown, failure.Message),
        _ => ProbeResult.Failed(failure),
    };

    private Rtt ElapsedRtt(long sent)
    {
        var elapsed = time.GetElapsedTime(sent);
        return elapsed < LongestRtt ? Rtt.FromTimeSpan(elapsed) : Rtt.Unknown;
    }

    /// <summary>The kernel's own figure of the handshake, free of what this process waited for its thread; unknown where it has none.</summary>
    private static Rtt ReadKernelRtt(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Rtt.Unknown;
        }

        Span<byte> tcpInfo = stackalloc byte[RttOffset + 4];
        try
        {
            var length = socket.GetRawSocketOption(TcpLevel, TcpInfoOption, tcpInfo);
            var microseconds = length < tcpInfo.Length ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(tcpInfo[RttOffset..]);
            return microseconds == 0 ? Rtt.Unknown : new Rtt(microseconds);
        }
        catch (SocketException)
        {
            return Rtt.Unknown;
        }
    }

    // A resent SYN makes the elapsed time unknown; then the kernel's figure is the ambiguous one too.
    private static Rtt Earlier(Rtt elapsed, Rtt kernel) => elapsed.IsKnown && kernel < elapsed ? kernel : elapsed;
}
