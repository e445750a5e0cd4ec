using System.Buffers.Binary;

namespace Proxima.Engine.Protection;

/// <summary>The 16 octets that server cookies are made with (RFC 9018 section 4.4). It has no text form, so that none gets into a log.</summary>
public readonly struct CookieSecret
{
    public const int Length = 16;

    private readonly ulong key0;
    private readonly ulong key1;

    public CookieSecret(ReadOnlySpan<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(octets.Length, Length, nameof(octets));
        key0 = BinaryPrimitives.ReadUInt64LittleEndian(octets);
        key1 = BinaryPrimitives.ReadUInt64LittleEndian(octets[sizeof(ulong)..]);
    }

    /// <summary>Octets nobody knows, straight from the kernel: the base library's generator loads OpenSSL first, which a start would wait for.</summary>
    public static void FillRandom(Span<byte> octets)
    {
        using var source = new FileStream("/dev/urandom", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        source.ReadExactly(octets);
    }

    public static CookieSecret CreateRandom()
    {
        Span<byte> octets = stackalloc byte[Length];
        FillRandom(octets);
        return new CookieSecret(octets);
    }

    internal ulong Sign(ReadOnlySpan<byte> message) => SipHash.Of(key0, key1, message);
}

/// <summary>Cookies are made with <paramref name="first"/>; those made with <paramref name="second"/> are taken too: the last secret, or the next (RFC 9018 section 5).</summary>
public sealed class CookieSecrets(CookieSecret first, CookieSecret? second = null)
{
    internal CookieSecret First => first;

    internal CookieSecret? Second => second;
}
