using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>
/// Judges the certificate of one handshake as <see cref="CertificateRule"/> says. It looks nothing up: no revocation list, no missing
/// intermediate is fetched, so a check waits for nobody but its target. A server that sends no intermediates fails here as at many clients.
/// </summary>
internal sealed class CertificateCheck(string? name, CertificateRule rule, int leastDays, TimeProvider time)
{
    private string? problem;

    /// <summary>For how long it is good, as people read it.</summary>
    public string Validity { get; private set; } = "no certificate";

    /// <summary>Shakes hands. Why the certificate is not accepted, in our own words where the framework would say "invalid"; null when it is.</summary>
    /// <exception cref="AuthenticationException">The handshake failed for another reason.</exception>
    public async Task<string?> ShakeAsync(SslStream tls, List<SslApplicationProtocol>? protocols, CancellationToken cancellation)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name ?? string.Empty,
            ApplicationProtocols = protocols,
            RemoteCertificateValidationCallback = Accept,
            CertificateChainPolicy = new X509ChainPolicy
            {
                RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true, VerificationTime = time.GetUtcNow().UtcDateTime, VerificationTimeIgnored = false,
            },
        };
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellation);
            return null;
        }
        catch (AuthenticationException) when (problem is not null)
        {
            return problem;
        }
    }

    private bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
        {
            problem = "the server shows no certificate";
            return false;
        }

        var left = shown.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        Validity = left < TimeSpan.Zero ? $"certificate expired {-left.TotalDays:0} days ago" : $"certificate good for {left.TotalDays:0} days";
        problem = rule == CertificateRule.Any ? null : FindProblem(shown, chain, errors, left);
        return problem is null;
    }

    private string? FindProblem(X509Certificate2 shown, X509Chain? chain, SslPolicyErrors errors, TimeSpan left)
    {
        if (left < TimeSpan.Zero || left < TimeSpan.FromDays(leastDays))
        {
            return left < TimeSpan.Zero ? Validity : $"{Validity}, at least {leastDays} are asked for";
        }

        if (shown.NotBefore.ToUniversalTime() > time.GetUtcNow().UtcDateTime)
        {
            return $"certificate not valid before {shown.NotBefore.ToUniversalTime():yyyy-MM-dd}";
        }

        if (name is not null && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"certificate of {shown.GetNameInfo(X509NameType.DnsName, forIssuer: false)}, not of {name}";
        }

        return rule == CertificateRule.Trusted && errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? $"certificate not trusted: {chain?.ChainStatus.FirstOrDefault().StatusInformation.Trim() ?? "no chain"}"
            : null;
    }
}
