using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control.Peers;

/// <summary>The door peers come in by: HTTPS, and both sides show a certificate made with the cluster's key, or nothing is said at all.</summary>
public sealed class PeerDoor(PeerIdentity identity)
{
    private readonly SslStreamCertificateContext shown = SslStreamCertificateContext.Create(identity.Certificate, additionalCertificates: null, offline: true);
    private long strangers;

    /// <summary>Connections of callers without the cluster's key.</summary>
    public long Strangers => Interlocked.Read(ref strangers);

    /// <param name="said">Called with the first stranger's address: who connects to a port is not told to a log a thousand times.</param>
    public void Open(KestrelServerOptions kestrel, PeerSettings settings, Action<EndPoint?> said)
    {
        if (settings.Listen is { } address)
        {
            kestrel.Listen(address, Secure);
        }
        else
        {
            kestrel.ListenAnyIP(settings.Port, Secure);
        }

        void Secure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = context => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = shown,
                    ClientCertificateRequired = true,
                    AllowTlsResume = false, // each connection shows both certificates
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => Admit(certificate, context.Connection.RemoteEndPoint, said),
                }),
            });
        }
    }

    private bool Admit(X509Certificate? certificate, EndPoint? from, Action<EndPoint?> said)
    {
        if (identity.IsPeer(certificate as X509Certificate2))
        {
            return true;
        }

        if (Interlocked.Increment(ref strangers) == 1)
        {
            said(from);
        }

        return false;
    }
}
