using System.Buffers.Binary;
using System.Net;

namespace Proxima.World;

/// <summary>
/// Builds the ICMP "time exceeded in transit" a router sends back (RFC 792 type 11, RFC 4443 type 3), so that traceroute
/// works in the world. The one router between all hosts has no address of its own; it speaks from 192.0.0.8, the address
/// set aside for that (RFC 7600), and from 100::8 (discard-only block, RFC 6666).
/// </summary>
internal static class TimeExceeded
{
    private const byte Icmp = 1, IcmpV6 = 58, Ttl = 64;
    private const int IcmpHeaderLength = 8;

    /// <summary>How much of the offending packet goes back: enough for any transport header, never beyond a minimal MTU.</summary>
    private const int MaxQuoted = 128;

    private static readonly byte[] RouterV4 = IPAddress.Parse("192.0.0.8").GetAddressBytes();
    private static readonly byte[] RouterV6 = IPAddress.Parse("100::8").GetAddressBytes();

    /// <returns>The length written to <paramref name="reply"/>.</returns>
    public static int Write(ReadOnlySpan<byte> offending, Span<byte> reply) =>
        IpPacket.Version(offending) == 4 ? WriteV4(offending, reply) : WriteV6(offending, reply);

    private static int WriteV4(ReadOnlySpan<byte> offending, Span<byte> reply)
    {
        var quoted = offending[..Math.Min(offending.Length, MaxQuoted)];
        var length = IpPacket.IPv4HeaderLength + IcmpHeaderLength + quoted.Length;
        reply = reply[..length];
        reply[..(IpPacket.IPv4HeaderLength + IcmpHeaderLength)].Clear();
        reply[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(reply[2..], (ushort)length);
        reply[8] = Ttl;
        reply[9] = Icmp;
        RouterV4.CopyTo(reply[12..]);
        IpPacket.Source(offending).CopyTo(reply[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(reply[10..], Checksum(reply[..IpPacket.IPv4HeaderLength], 0));
        var message = reply[IpPacket.IPv4HeaderLength..];
        message[0] = 11;
        quoted.CopyTo(message[IcmpHeaderLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(message, 0));
        return length;
    }

    private static int WriteV6(ReadOnlySpan<byte> offending, Span<byte> reply)
    {
        var quoted = offending[..Math.Min(offending.Length, MaxQuoted)];
        var messageLength = IcmpHeaderLength + quoted.Length;
        reply = reply[..(IpPacket.IPv6HeaderLength + messageLength)];
        reply[..(IpPacket.IPv6HeaderLength + IcmpHeaderLength)].Clear();
        reply[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(reply[4..], (ushort)messageLength);
        reply[6] = IcmpV6;
        reply[7] = Ttl;
        RouterV6.CopyTo(reply[8..]);
        IpPacket.Source(offending).CopyTo(reply[24..]);
        var message = reply[IpPacket.IPv6HeaderLength..];
        message[0] = 3;
        quoted.CopyTo(message[IcmpHeaderLength..]);
        // The pseudo-header of RFC 8200 section 8.1: both addresses, the length, the next header.
        var pseudo = Sum(reply.Slice(8, 32), (uint)messageLength + IcmpV6);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(message, pseudo));
        return reply.Length;
    }

    private static ushort Checksum(ReadOnlySpan<byte> bytes, uint start)
    {
        var sum = Sum(bytes, start);
        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes, uint sum)
    {
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        return bytes.Length % 2 == 0 ? sum : sum + (uint)(bytes[^1] << 8);
    }
}
