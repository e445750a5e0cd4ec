using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proxima.EndToEnd;

/// <summary>Self-signed certificates with the dates a test needs, as PEM files that servers read.</summary>
internal static class Certificates
{
    /// <summary>Writes NAME.pem, key and certificate in one file, and returns its path.</summary>
    public static string Write(string folder, string name, string host, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(until.AddYears(-1), until);
        var path = Path.Combine(folder, $"{name}.pem");
        File.WriteAllText(path, $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
        return path;
    }
}
