using System.Buffers.Binary;

namespace Proxima.World;

/// <summary>The few fields of an IP packet a router reads or changes (RFC 791 section 3.1, RFC 8200 section 3).</summary>
internal static class IpPacket
{
    public const int IPv4HeaderLength = 20, IPv6HeaderLength = 40;

    public static int Version(ReadOnlySpan<byte> packet) => packet[0] >> 4;

    /// <summary>False for what is neither IPv4 nor IPv6 or shorter than its header.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> packet) =>
        packet.Length > 0 && Version(packet) switch
        {
            4 => packet.Length >= IPv4HeaderLength,
            6 => packet.Length >= IPv6HeaderLength,
            _ => false,
        };

    public static ReadOnlySpan<byte> Source(ReadOnlySpan<byte> packet) =>
        Version(packet) == 4 ? packet.Slice(12, 4) : packet.Slice(8, 16);

    public static ReadOnlySpan<byte> Destination(ReadOnlySpan<byte> packet) =>
        Version(packet) == 4 ? packet.Slice(16, 4) : packet.Slice(24, 16);

    /// <summary>False when the packet may not go on (TTL or hop limit used up); it is then left as it came.</summary>
    public static bool TryDecrementTtl(Span<byte> packet)
    {
        ref var ttl = ref packet[Version(packet) == 4 ? 8 : 7];
        if (ttl <= 1)
        {
            return false;
        }

        ttl--;
        if (Version(packet) == 4)
        {
            AddToChecksum(packet.Slice(10, 2));
        }

        return true;
    }

    /// <summary>The TTL is the high byte of its 16-bit word: one less there is 0x0100 more in the checksum (RFC 1624).</summary>
    private static void AddToChecksum(Span<byte> checksum)
    {
        var sum = BinaryPrimitives.ReadUInt16BigEndian(checksum) + 0x0100;
        BinaryPrimitives.WriteUInt16BigEndian(checksum, (ushort)(sum + (sum >> 16)));
    }
}
