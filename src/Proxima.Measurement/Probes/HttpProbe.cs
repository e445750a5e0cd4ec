using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>
/// One HTTP/1.1 request on a connection of its own to the endpoint's address; no name is ever resolved. Healthy by status, body and, over TLS,
/// certificate. The RTT is that of the TCP handshake: how long the server thinks is no latency of the path. A client of our own since it
/// must not pool, resolve, follow elsewhere or read without end, and its handshake must be timed.
/// </summary>
public sealed class HttpProbe(HttpCheck check, TimeProvider time) : IProbe
{
    public async Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        var at = new HttpPlace(check.Tls is not null, check.Port, check.Host ?? FormatHost(target.Address), check.Path);
        var started = time.GetTimestamp();
        for (var hops = 0; ; hops++)
        {
            HttpPlace? next = null;
            var left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return ProbeResult.Bad(Rtt.Unknown, $"{hops} redirects and no answer within {timeout.TotalMilliseconds:0} ms");
            }

            var place = at;
            var result = await TcpConversation.HoldAsync(
                new IPEndPoint(target.Address, place.Port), left, time,
                async (socket, rtt, cancel) =>
                {
                    var (judged, redirect) = await AskAsync(socket, place, rtt, cancel);
                    next = redirect;
                    return judged;
                },
                cancellation);
            if (next is null || hops == check.Redirects)
            {
                return next is null || check.Redirects == 0 ? result : ProbeResult.Bad(result.Rtt, $"more than {check.Redirects} redirects");
            }

            at = next;
        }
    }

    private static string FormatHost(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private async Task<(ProbeResult Result, HttpPlace? Redirect)> AskAsync(Socket socket, HttpPlace place, Rtt rtt, CancellationToken cancellation)
    {
        await using Stream plain = new NetworkStream(socket);
        if (!place.IsTls)
        {
            return await AskAsync(plain, place, rtt, string.Empty, cancellation);
        }

        // A redirect from http leads here with no settings for TLS: then the certificate must be what a client would take.
        var rule = check.Tls ?? new TlsCheck(place.Port, place.Host);
        var certificate = new CertificateCheck(rule.ServerName is null ? null : place.Host, rule.Certificate, rule.LeastDays, time);
        await using var tls = new SslStream(plain);
        return await certificate.ShakeAsync(tls, [SslApplicationProtocol.Http11], cancellation) is { } problem
            ? (ProbeResult.Bad(rtt, problem), null)
            : await AskAsync(tls, place, rtt, $", {certificate.Validity}", cancellation);
    }

    private async Task<(ProbeResult Result, HttpPlace? Redirect)> AskAsync(Stream stream, HttpPlace place, Rtt rtt, string more, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Request(place)), cancellation);
        var (reply, problem) = await HttpReply.ReadAsync(stream, wantsBody: check.Body is not null && check.Method != "HEAD", cancellation);
        if (reply is null)
        {
            return (ProbeResult.Bad(rtt, problem), null);
        }

        if (check.Redirects > 0 && reply.Status is 301 or 302 or 303 or 307 or 308 && place.Follow(reply.Location) is { } redirect)
        {
            return (ProbeResult.Bad(rtt, $"status {reply.Status}"), redirect);
        }

        if (!check.Status.Contains(reply.Status))
        {
            return (ProbeResult.Bad(rtt, $"status {reply.Status}, not {check.Status}"), null);
        }

        return check.Body is { } text && !reply.Body.Contains(text, StringComparison.Ordinal)
            ? (ProbeResult.Bad(rtt, $"status {reply.Status}, but '{text}' is not in the body's first {HttpReply.MaxBody} octets"), null)
            : (ProbeResult.Good(rtt, $"status {reply.Status}{more}"), null);
    }

    private string Request(HttpPlace place) => string.Create(
        CultureInfo.InvariantCulture,
        $"{check.Method} {place.Path} HTTP/1.1\r\nHost: {place.HostField}\r\nUser-Agent: proxima-monitor\r\nAccept: */*\r\nConnection: close\r\n{(check.Method == "POST" ? "Content-Length: 0\r\n" : string.Empty)}\r\n");
}
