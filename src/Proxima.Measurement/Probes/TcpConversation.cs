using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Probes;

/// <summary>
/// One TCP connection of one attempt: it is opened, its handshake timed, what is said on it is the caller's; whatever goes wrong becomes the
/// attempt's result. Once connected there is an RTT, whatever comes after.
/// </summary>
internal static class TcpConversation
{
    private const int TcpLevel = 6;
    private const int TcpInfoOption = 11;

    // struct tcp_info in linux/tcp.h: tcpi_rtt, microseconds, after 8 one-octet and 15 four-octet fields.
    private const int RttOffset = 68;

    public delegate Task<ProbeResult> Talk(Socket socket, Rtt rtt, CancellationToken cancellation);

    public static async Task<ProbeResult> HoldAsync(IPEndPoint to, TimeSpan timeout, TimeProvider time, Talk talk, CancellationToken cancellation)
    {
        using var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var sent = time.GetTimestamp();
        var rtt = Rtt.Unknown;
        var isConnected = false;
        try
        {
            await socket.ConnectAsync(to, either.Token);
            isConnected = true;
            rtt = Earlier(ElapsedRtt(sent, time), ReadKernelRtt(socket));
            return await talk(socket, rtt, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return isConnected ? ProbeResult.Bad(rtt, $"connected, and no answer within {timeout.TotalMilliseconds:0} ms") : ProbeResult.Lost(timeout);
        }
        catch (SocketException failure)
        {
            return isConnected ? ProbeResult.Bad(rtt, failure.Message) : Judge(failure, ElapsedRtt(sent, time), timeout);
        }
        catch (AuthenticationException failure)
        {
            return ProbeResult.Bad(rtt, $"TLS failed: {failure.InnerException?.Message ?? failure.Message}");
        }
        catch (IOException failure)
        {
            return ProbeResult.Bad(rtt, $"the connection broke: {failure.InnerException?.Message ?? failure.Message}");
        }
    }

    private static ProbeResult Judge(SocketException failure, Rtt elapsed, TimeSpan timeout) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => ProbeResult.Bad(elapsed, "connection refused"),
        SocketError.TimedOut => ProbeResult.Lost(timeout),
        SocketError.ConnectionReset => ProbeResult.Bad(Rtt.Unknown, failure.Message),
        _ => ProbeResult.Failed(failure),
    };

    private static Rtt ElapsedRtt(long sent, TimeProvider time)
    {
        var elapsed = time.GetElapsedTime(sent);
        return elapsed < TcpProbe.LongestRtt ? Rtt.FromTimeSpan(elapsed) : Rtt.Unknown;
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
