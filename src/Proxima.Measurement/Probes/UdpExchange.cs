using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Probes;

/// <summary>
/// One datagram sent and its response awaited, on a socket of its own: the kernel drops what comes from elsewhere, and a fresh source port
/// makes forged responses unlikely (RFC 5452).
/// </summary>
internal static class UdpExchange
{
    /// <summary>Longest response looked at; the rest of a longer one is cut off.</summary>
    public const int MaxResponse = 4096;

    /// <summary>What a datagram says of the target; null: it is no response to the request, wait on.</summary>
    public delegate ProbeResult? Judge(ReadOnlySpan<byte> response, Rtt rtt);

    public static async Task<ProbeResult> AskAsync(
        IPEndPoint to, ReadOnlyMemory<byte> request, Judge judge, TimeSpan timeout, (TimeProvider Time, CancellationToken Cancellation) context)
    {
        var (time, cancellation) = context;
        using var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            socket.Connect(to);
            var response = new byte[MaxResponse];
            var sent = time.GetTimestamp();
            socket.Send(request.Span);
            while (true)
            {
                var received = await socket.ReceiveAsync(response, SocketFlags.None, either.Token);
                if (judge(response.AsSpan(0, received), Rtt.FromTimeSpan(time.GetElapsedTime(sent))) is { } result)
                {
                    return result;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return ProbeResult.Lost(timeout);
        }
        catch (SocketException failure)
        {
            // The port unreachable message of a closed port may come from a router on the way, and hosts delay it: no RTT (RFC 1812 section 4.3.2.8).
            return failure.SocketErrorCode == SocketError.ConnectionRefused
                ? ProbeResult.Bad(Rtt.Unknown, "port unreachable")
                : ProbeResult.Failed(failure);
        }
    }
}
