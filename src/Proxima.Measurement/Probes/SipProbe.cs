using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>
/// A SIP OPTIONS request over UDP, TCP or TLS: healthy is a final response whose status counts as alive. Not 200 alone: a server that wants
/// authentication or does not know the user is alive; 408 and 5xx say that nobody is behind it. Over UDP one datagram is sent: sending again
/// is what fall is for.
/// </summary>
public sealed class SipProbe(SipCheck check, TimeProvider time) : IProbe
{
    private const int MaxResponse = UdpExchange.MaxResponse;

    public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        var to = new IPEndPoint(target.Address, check.Port);
        if (check.Transport != SipTransport.Udp)
        {
            return TcpConversation.HoldAsync(to, timeout, time, TalkAsync, cancellation);
        }

        // The port is not known before the socket is bound; responses come back to where the request came from (rport, RFC 3581).
        var message = NewMessage(new IPEndPoint(OwnAddressFor(to), 5060), to);
        return UdpExchange.AskAsync(
            to, message.Write(), (response, rtt) => message.ReadStatus(response) is { } status ? Judge(status, rtt) : null, timeout, (time, cancellation));
    }

    private async Task<ProbeResult> TalkAsync(Socket socket, Rtt rtt, CancellationToken cancellation)
    {
        var message = NewMessage((IPEndPoint)socket.LocalEndPoint!, (IPEndPoint)socket.RemoteEndPoint!);
        await using Stream plain = new NetworkStream(socket);
        if (check.Transport == SipTransport.Tcp)
        {
            return await AskAsync(plain, message, rtt, cancellation);
        }

        var certificate = new CertificateCheck(check.Host, check.Certificate, leastDays: 0, time);
        await using var tls = new SslStream(plain);
        return await certificate.ShakeAsync(tls, protocols: null, cancellation) is { } problem ? ProbeResult.Bad(rtt, problem) : await AskAsync(tls, message, rtt, cancellation);
    }

    private async Task<ProbeResult> AskAsync(Stream stream, SipMessage message, Rtt rtt, CancellationToken cancellation)
    {
        await stream.WriteAsync(message.Write(), cancellation);
        var response = new byte[MaxResponse];
        for (var filled = 0; filled < response.Length;)
        {
            var read = await stream.ReadAsync(response.AsMemory(filled), cancellation);
            if (read == 0)
            {
                return ProbeResult.Bad(rtt, "the connection was closed without a final response");
            }

            filled += read;

            // A provisional response may stand before the final one: look behind each empty line.
            for (var start = 0; response.AsSpan(start, filled - start).IndexOf("\r\n\r\n"u8) is var end and >= 0; start += end + 4)
            {
                if (message.ReadStatus(response.AsSpan(start, end)) is { } status)
                {
                    return Judge(status, rtt);
                }
            }
        }

        return ProbeResult.Bad(rtt, $"no final response within {MaxResponse} octets");
    }

    private ProbeResult Judge(int status, Rtt rtt) => check.Alive.Contains(status)
        ? ProbeResult.Good(rtt, $"status {status}")
        : ProbeResult.Bad(rtt, $"status {status}, alive is {check.Alive}");

    private SipMessage NewMessage(IPEndPoint from, IPEndPoint to) =>
        new(check.Host ?? SipMessage.FormatHost(to.Address), from, check.Transport, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    private static IPAddress OwnAddressFor(IPEndPoint to)
    {
        using var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Sends nothing: the kernel only looks up the route.
            socket.Connect(to);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return IPAddress.Any;
        }
    }
}
