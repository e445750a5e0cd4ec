using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Proxima.Control.Api;

/// <summary>
/// Who may call the API: with a token configured, who shows it; without one, who calls from this machine. Peers need neither: who showed a
/// certificate has been let in by the peers' door, which is the only one that asks for certificates.
/// </summary>
public sealed class CallerCheck
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? expected;

    public CallerCheck(string? token) => expected = string.IsNullOrEmpty(token) ? null : Hash(token);

    public bool HasToken => expected is not null;

    /// <summary>Null when the caller may pass.</summary>
    public Problem? Refuse(IPAddress? caller, string? authorization, bool isPeer)
    {
        if (isPeer)
        {
            return null;
        }

        if (expected is null)
        {
            return caller is not null && IPAddress.IsLoopback(caller) ? null : Problem.Forbidden;
        }

        // Hashes of equal length, compared in constant time: neither the length nor the first wrong letter shows in the timing.
        var shown = authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? authorization[Scheme.Length..] : string.Empty;
        return CryptographicOperations.FixedTimeEquals(Hash(shown), expected) ? null : Problem.Unauthorized;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
