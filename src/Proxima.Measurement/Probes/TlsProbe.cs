using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>A TLS handshake: healthy when it completes and the certificate is accepted. The RTT is that of the TCP handshake before it.</summary>
public sealed class TlsProbe(TlsCheck check, TimeProvider time) : IProbe
{
    public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation) => TcpConversation.HoldAsync(
        new IPEndPoint(target.Address, check.Port), timeout, time, ShakeAsync, cancellation);

    private async Task<ProbeResult> ShakeAsync(Socket socket, Rtt rtt, CancellationToken cancellation)
    {
        var certificate = new CertificateCheck(check.ServerName, check.Certificate, check.LeastDays, time);
        await using var tls = new SslStream(new NetworkStream(socket));
        return await certificate.ShakeAsync(tls, protocols: null, cancellation) is { } problem
            ? ProbeResult.Bad(rtt, problem)
            : ProbeResult.Good(rtt, $"{tls.SslProtocol}, {certificate.Validity}");
    }
}
