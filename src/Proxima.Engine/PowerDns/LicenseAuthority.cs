using System.Security.Cryptography;
using System.Text;
using Proxima.Dns.Names;

namespace Proxima.Engine.PowerDns;

/// <summary>
/// Whoever holds the key. A license for an algorithm (the name of a policy) in a zone is HMAC-SHA-256 over both under the key, its first
/// 160 bits as 40 hexadecimal digits. The same key issues and verifies; docs/decisions says what that can and cannot do.
/// </summary>
public sealed class LicenseAuthority
{
    /// <summary>Fewest characters of a key: half of the 32 octets that are worth taking.</summary>
    public const int MinKeyLength = 16;

    /// <summary>Hexadecimal digits of a license.</summary>
    public const int LicenseLength = 40;

    private readonly byte[] key;

    /// <param name="key">As the operator wrote it, at least <see cref="MinKeyLength"/> characters, without blanks around it.</param>
    public LicenseAuthority(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, MinKeyLength, nameof(key));
        this.key = Encoding.UTF8.GetBytes(key);
    }

    public string Issue(string algorithm, DomainName zone)
    {
        ArgumentNullException.ThrowIfNull(zone);

        // A policy's name has no line feed, so no two entitlements are the same octets.
        var entitlement = Encoding.UTF8.GetBytes($"proxima license 1\n{algorithm}\n{zone.ToLowerCase()}\n");
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, entitlement).AsSpan(0, LicenseLength / 2));
    }

    /// <summary>Compared in a time that tells nothing about where they differ.</summary>
    public bool Verifies(string license, string algorithm, DomainName zone)
    {
        ArgumentNullException.ThrowIfNull(license);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(license.ToLowerInvariant()), Encoding.ASCII.GetBytes(Issue(algorithm, zone)));
    }
}
