using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Proxima.Dns.Messages;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Probes;

/// <summary>
/// One DNS query over UDP to a resolver or server. Any response gives an RTT: even a REFUSED took one round trip. Healthy are the
/// response codes of <see cref="HealthyRcodes"/>. Each query has a socket of its own: a fresh source port and a fresh id make a forged
/// response unlikely (RFC 5452), and the kernel drops what comes from elsewhere.
/// </summary>
public sealed class DnsProbe(TimeProvider time) : IProbe
{
    private const int DefaultPort = 53;

    /// <summary>Response codes that count as healthy.</summary>
    public IReadOnlyList<Rcode> HealthyRcodes { get; init; } = [Rcode.NoError, Rcode.NXDomain, Rcode.Refused];

    public async Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        using var socket = new Socket(target.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            socket.Connect(new IPEndPoint(target.Address, target.Port == 0 ? DefaultPort : target.Port));
            return await AskAsync(socket, target, either.Token);
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

    private async Task<ProbeResult> AskAsync(Socket socket, ProbeTarget target, CancellationToken cancellation)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(65536);
        var query = new byte[DnsQueryMessage.MaxLength];
        var length = DnsQueryMessage.Write(query, id, target.QuestionName, target.QuestionType, target.Contact);
        var response = new byte[DnsQueryMessage.MaxResponseLength];
        var sent = time.GetTimestamp();
        socket.Send(query.AsSpan(0, length));
        while (true)
        {
            var received = await socket.ReceiveAsync(response, SocketFlags.None, cancellation);
            var rtt = Rtt.FromTimeSpan(time.GetElapsedTime(sent));
            if (DnsQueryMessage.TryReadResponse(response.AsSpan(0, received), id, out var rcode))
            {
                return new ProbeResult(HealthyRcodes.Contains(rcode), rtt, $"response {rcode}", WasSent: true);
            }
        }
    }
}
