using System.Buffers.Binary;
using System.Text;

namespace Proxima.Measurement.Probes;

/// <summary>
/// ICMP and ICMPv6 echo (RFC 792, RFC 4443 section 4): type, code, checksum, identifier, sequence, then our payload: 4 octets of mark,
/// 8 octets of random cookie, and who sends it in ASCII, for whoever looks at the packet. Sequence numbers are guessable and identifiers are rewritten by the kernel on ping sockets; the cookie is
/// what proves that a reply is the answer to our own request and not a forged or stale one.
/// </summary>
internal static class EchoMessage
{
    public const int Length = 20;

    private const uint Mark = 0x50525831;
    private const byte EchoRequestV4 = 8;
    private const byte EchoReplyV4 = 0;
    private const byte EchoRequestV6 = 128;
    private const byte EchoReplyV6 = 129;

    /// <summary>Octets of a request with that contact text: an even number, as the checksum takes them.</summary>
    public static int LengthOf(string? contact) => Length + (((contact?.Length ?? 0) + 1) & ~1);

    /// <param name="packet">As long as <see cref="LengthOf"/> says.</param>
    /// <param name="contact">ASCII; null: none.</param>
    public static void WriteRequest(Span<byte> packet, bool isIPv6, ushort identifier, ushort sequence, ulong cookie, string? contact = null)
    {
        packet[Length..].Clear();
        Encoding.ASCII.GetBytes(contact ?? string.Empty, packet[Length..]);
        packet[0] = isIPv6 ? EchoRequestV6 : EchoRequestV4;
        packet[1] = 0;
        packet[2..4].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], Mark);
        BinaryPrimitives.WriteUInt64BigEndian(packet[12..], cookie);
        if (!isIPv6)
        {
            // ICMPv6 sums a pseudo header too, which only the kernel knows; it does so on every ICMPv6 socket (RFC 3542 section 3.1).
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Checksum(packet));
        }
    }

    /// <summary>Reads a reply as it comes from the socket; a raw IPv4 socket delivers the IP header too.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> received, bool isIPv6, bool hasIPHeader, out ushort sequence, out ulong cookie)
    {
        sequence = 0;
        cookie = 0;
        var headerLength = hasIPHeader && received.Length > 0 ? (received[0] & 15) * 4 : 0;
        if (received.Length < headerLength + Length)
        {
            return false;
        }

        var packet = received[headerLength..];
        if (packet[0] != (isIPv6 ? EchoReplyV6 : EchoReplyV4) || packet[1] != 0 || BinaryPrimitives.ReadUInt32BigEndian(packet[8..]) != Mark)
        {
            return false;
        }

        sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        cookie = BinaryPrimitives.ReadUInt64BigEndian(packet[12..]);
        return true;
    }

    /// <summary>The Internet checksum (RFC 1071) over an even number of octets.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> octets)
    {
        var sum = 0u;
        for (var i = 0; i < octets.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets[i..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
