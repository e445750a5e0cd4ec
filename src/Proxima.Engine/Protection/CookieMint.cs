using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Proxima.Dns.Edns;
using Proxima.Dns.Messages;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Protection;

/// <summary>
/// Makes and checks server cookies of the form that other servers of the same address make too (RFC 9018 section 4). Any thread may ask for
/// one; one looks at the clock, answering does not.
/// <code>
///   | client's cookie: 8 | version: 1 | reserved: 3 | time of making: 4 | SipHash-2-4 of all before and the client's address: 8 |
/// </code>
/// </summary>
[SkipLocalsInit]
public sealed class CookieMint
{
    /// <summary>An older cookie proves nothing any more, in seconds (RFC 9018 section 4.3).</summary>
    public const int OldestSeconds = 3600;

    /// <summary>How far ahead the clock of the server may be that made it.</summary>
    public const int AheadSeconds = 300;

    /// <summary>A client whose cookie is older gets a new one.</summary>
    public const int RenewedAfterSeconds = 1800;

    private const byte Version = 1;
    private const int HashOffset = 16;

    private readonly TimeProvider time;
    private CookieSecrets secrets;
    private uint now;

    public CookieMint(CookieSecrets secrets, TimeProvider time)
    {
        this.secrets = secrets;
        this.time = time;
        Look();
    }

    /// <summary>To be called every second or so.</summary>
    public void Look() => Volatile.Write(ref now, (uint)time.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>Takes other secrets from the next query on.</summary>
    public void Take(CookieSecrets others) => Volatile.Write(ref secrets, others);

    /// <summary>What the response to this query carries: nothing when the query has no cookie option, or one of an impossible length.</summary>
    internal CookieReply Reply(ReadOnlySpan<byte> request, in Query query, in Prefix from)
    {
        if (!CookieOption.IsLength(query.CookieLength))
        {
            return default;
        }

        var cookie = request.Slice(query.CookieOffset, query.CookieLength);
        var keys = Volatile.Read(ref secrets);
        var seconds = Volatile.Read(ref now);
        Span<byte> signed = stackalloc byte[HashOffset + 16];
        signed = signed[..(HashOffset + WriteAddress(from, signed[HashOffset..]))];
        var isProven = false;
        if (cookie.Length == CookieReply.Length && cookie[CookieOption.ClientLength] == Version)
        {
            cookie[..HashOffset].CopyTo(signed);
            var hash = BinaryPrimitives.ReadUInt64LittleEndian(cookie[HashOffset..]);

            // Serial number arithmetic (RFC 1982), as RFC 9018 section 4.3 has it.
            var age = (int)(seconds - BinaryPrimitives.ReadUInt32BigEndian(cookie[12..]));
            if (age is >= -AheadSeconds and <= OldestSeconds)
            {
                var isOfFirst = keys.First.Sign(signed) == hash;
                isProven = isOfFirst || (keys.Second is { } second && second.Sign(signed) == hash);
                if (isOfFirst && age <= RenewedAfterSeconds)
                {
                    return new CookieReply(cookie, isProven: true);
                }
            }
        }

        Span<byte> reply = stackalloc byte[CookieReply.Length];
        cookie[..CookieOption.ClientLength].CopyTo(reply);
        BinaryPrimitives.WriteUInt32BigEndian(reply[CookieOption.ClientLength..], Version << 24);
        BinaryPrimitives.WriteUInt32BigEndian(reply[12..], seconds);
        reply[..HashOffset].CopyTo(signed);
        BinaryPrimitives.WriteUInt64LittleEndian(reply[HashOffset..], keys.First.Sign(signed));
        return new CookieReply(reply, isProven);
    }

    private static int WriteAddress(in Prefix from, Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64BigEndian(octets, from.High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], from.Low);
        return from.IsIPv6 ? 16 : 4;
    }
}
