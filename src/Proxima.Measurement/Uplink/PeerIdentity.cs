using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Proxima.Measurement.Uplink;

/// <summary>
/// Who one is among peers: a self-signed certificate with a key pair of its own, and in it a sign that only a holder of the cluster's key
/// can make (decision 0007). Both ends of a connection show theirs; TLS proves that each also has the private key.
/// <code>
///   certificate = subject, public key, sign = HMAC(cluster key, public key and subject)
/// </code>
/// So a stranger is refused before a request is sent, and what was recorded from one connection is of no use on another.
/// </summary>
public sealed class PeerIdentity : IDisposable
{
    /// <summary>An object identifier from the arc of UUIDs (ITU-T X.667): nobody has to hand it out.</summary>
    public const string SignOid = "2.25.261327823110945207306411384216170432117";

    private const byte OctetStringTag = 0x04;

    // The sign counts, not the dates: a node whose clock is wrong is to be told so, which it could not be without a connection.
    private static readonly DateTimeOffset ValidFrom = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset ValidTo = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private readonly PeerKey key;

    private PeerIdentity(PeerKey key, X509Certificate2 certificate)
    {
        this.key = key;
        Certificate = certificate;
        Fingerprint = FingerprintOf(certificate);
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the public key, hexadecimal: one node has one, whatever names and addresses lead to it.</summary>
    public string Fingerprint { get; }

    /// <summary>A new one, for as long as this process lives.</summary>
    /// <param name="name">For people who look at the certificate; letters, digits, dots and dashes of it are taken.</param>
    public static PeerIdentity Create(PeerKey key, string name)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedName($"CN={string.Concat(name.Where(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '-').Take(60).DefaultIfEmpty('-'))}");
        var request = new CertificateRequest(subject, pair, HashAlgorithmName.SHA256);
        var sign = key.Sign(request.PublicKey.ExportSubjectPublicKeyInfo(), subject.RawData);
        request.CertificateExtensions.Add(new X509Extension(SignOid, [OctetStringTag, PeerKey.SignLength, .. sign], critical: false));
        return new PeerIdentity(key, request.CreateSelfSigned(ValidFrom, ValidTo));
    }

    /// <summary>The one in the file, or a new one put there when there is none, or when it was made with another key. Readable by its owner only.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static PeerIdentity OpenOrCreate(string path, PeerKey key, string name)
    {
        if (File.Exists(path) && TryRead(path) is { } certificate)
        {
            var known = new PeerIdentity(key, certificate);
            if (known.IsPeer(certificate))
            {
                return known;
            }

            known.Dispose();
        }

        var made = Create(key, name);
        made.Save(path);
        return made;
    }

    /// <summary>Whether whoever made the certificate held this cluster's key.</summary>
    public bool IsPeer(X509Certificate2? certificate)
    {
        var shown = certificate?.Extensions[SignOid]?.RawData;
        return shown is [OctetStringTag, PeerKey.SignLength, ..]
            && CryptographicOperations.FixedTimeEquals(
                shown.AsSpan(2), key.Sign(certificate!.PublicKey.ExportSubjectPublicKeyInfo(), certificate.SubjectName.RawData));
    }

    public static string FingerprintOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    public void Dispose() => Certificate.Dispose();

    /// <summary>Null for a file that holds no certificate with its key: a torn one is made anew.</summary>
    private static X509Certificate2? TryRead(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return X509Certificate2.CreateFromPem(text, text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private void Save(string path)
    {
        using var pair = Certificate.GetECDsaPrivateKey()!;
        var fresh = path + ".new";
        File.Delete(fresh);
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var text = new StreamWriter(fresh, mode))
        {
            text.WriteLine(Certificate.ExportCertificatePem());
            text.WriteLine(pair.ExportPkcs8PrivateKeyPem());
        }

        File.Move(fresh, path, overwrite: true);
    }
}
