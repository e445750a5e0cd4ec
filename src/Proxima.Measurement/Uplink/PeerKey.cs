using System.Security.Cryptography;
using System.Text;

namespace Proxima.Measurement.Uplink;

/// <summary>The secret that makes nodes one cluster. It signs the certificates of its nodes and leaves the process in no other form.</summary>
public sealed class PeerKey
{
    /// <summary>Fewest characters. A certificate is shown to whoever connects, so that a short key could be guessed at leisure: 64 random hexadecimal digits are right.</summary>
    public const int MinLength = 32;

    /// <summary>Octets of a <see cref="Sign"/>.</summary>
    public const int SignLength = HMACSHA256.HashSizeInBytes;

    private const string Purpose = "proxima peer certificate 1\n";

    private readonly byte[] key;

    /// <exception cref="ArgumentException">It is shorter than <see cref="MinLength"/>.</exception>
    public PeerKey(string text)
    {
        if (text.Length < MinLength)
        {
            throw new ArgumentException($"a key of {text.Length} characters, expected at least {MinLength}", nameof(text));
        }

        key = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>HMAC-SHA256 (RFC 2104) over what a certificate says: its public key and its subject.</summary>
    public byte[] Sign(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> subject)
    {
        using var sign = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        sign.AppendData(Encoding.ASCII.GetBytes(Purpose));
        sign.AppendData(BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(publicKey.Length)));
        sign.AppendData(publicKey);
        sign.AppendData(subject);
        return sign.GetHashAndReset();
    }
}
