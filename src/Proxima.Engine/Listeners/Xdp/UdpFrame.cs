using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// One UDP datagram as it came over the wire, and the headers of its answer: back to the Ethernet address it came from, with the same VLAN
/// tags, so the way in is the way out and no route is asked for.
/// <code>
///   Ethernet 14 | VLAN tags 0, 4 or 8 | IPv4 20 or IPv6 40 | UDP 8 | message
/// </code>
/// </summary>
internal readonly ref struct UdpFrame
{
    private const int EthernetLength = 14;
    private const int TagLength = 4;
    private const int MaxTags = 2;
    private const int IPv4Length = 20;
    private const int IPv6Length = 40;
    private const int UdpLength = 8;
    private const byte Udp = 17;
    private const byte HopLimit = 64;

    private readonly ReadOnlySpan<byte> frame;
    private readonly int network;

    private UdpFrame(ReadOnlySpan<byte> frame, int network, bool isIPv6)
    {
        this.frame = frame;
        this.network = network;
        IsIPv6 = isIPv6;
    }

    public bool IsIPv6 { get; }

    public ReadOnlySpan<byte> Message => frame[HeadersLength..(Transport + BinaryPrimitives.ReadUInt16BigEndian(frame[(Transport + 4)..]))];

    /// <summary>The sender at full length.</summary>
    public Prefix Sender => IsIPv6 ? Prefix.FromOctets(frame.Slice(network + 8, 16), 128) : Prefix.FromOctets(frame.Slice(network + 12, 4), 32);

    /// <summary>Octets before the message, in the question and in the answer.</summary>
    public int HeadersLength => Transport + UdpLength;

    private int Transport => network + (IsIPv6 ? IPv6Length : IPv4Length);

    /// <summary>
    /// False when the lengths contradict each other, or when nobody is there to answer: port 0, a source that is no single host (RFC 1122
    /// section 3.2.1.3, RFC 4291 section 2.7), or a group as the Ethernet sender.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out UdpFrame read)
    {
        read = default;
        var at = EthernetLength;
        while (frame.Length >= at && at < EthernetLength + (MaxTags * TagLength) && TypeBefore(frame, at) is 0x8100 or 0x88A8)
        {
            at += TagLength;
        }

        if (frame.Length < at + IPv4Length + UdpLength || (frame[6] & 1) != 0)
        {
            return false;
        }

        var isIPv6 = TypeBefore(frame, at) == 0x86DD;
        var headers = isIPv6 ? IPv6Length : IPv4Length;
        if (frame.Length < at + headers + UdpLength)
        {
            return false;
        }

        var transport = frame[(at + headers)..];
        var octets = BinaryPrimitives.ReadUInt16BigEndian(frame[(at + (isIPv6 ? 4 : 2))..]) - (isIPv6 ? 0 : IPv4Length);
        var udp = BinaryPrimitives.ReadUInt16BigEndian(transport[4..]);
        var isSound = udp >= UdpLength && udp <= octets && octets <= transport.Length && BinaryPrimitives.ReadUInt16BigEndian(transport) != 0
            && (isIPv6 ? frame[at + 8] != 0xFF && frame.Slice(at + 8, 16).IndexOfAnyExcept((byte)0) >= 0 : IsHost(frame[at + 12]));
        read = new UdpFrame(frame, at, isIPv6);
        return isSound;
    }

    /// <summary>
    /// Writes the headers before a message of <paramref name="length"/> octets that stands at <see cref="HeadersLength"/> already, with the
    /// checksums over it. <paramref name="identification"/> tells fragments of different datagrams apart (RFC 6864). Returns the frame's length.
    /// </summary>
    public int WriteReply(Span<byte> reply, int length, ushort identification)
    {
        frame.Slice(6, 6).CopyTo(reply);
        frame[..6].CopyTo(reply[6..]);
        frame[12..network].CopyTo(reply[12..]);
        var header = reply[network..];
        var transport = reply[Transport..];
        var udp = UdpLength + length;
        if (IsIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header, 6u << 28);
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)udp);
            header[6] = Udp;
            header[7] = HopLimit;
            frame.Slice(network + 24, 16).CopyTo(header[8..]);
            frame.Slice(network + 8, 16).CopyTo(header[24..]);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(header, 0x4500);
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(IPv4Length + udp));
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], identification);
            BinaryPrimitives.WriteUInt16BigEndian(header[6..], 0);
            header[8] = HopLimit;
            header[9] = Udp;
            BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
            frame.Slice(network + 16, 4).CopyTo(header[12..]);
            frame.Slice(network + 12, 4).CopyTo(header[16..]);
            var sum = InternetChecksum.Of(InternetChecksum.Add(0, header[..IPv4Length]));
            MemoryMarshal.Write(header[10..], in sum);
        }

        frame.Slice(Transport + 2, 2).CopyTo(transport);
        frame.Slice(Transport, 2).CopyTo(transport[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)udp);
        WriteUdpChecksum(header[(IsIPv6 ? 8 : 12)..(IsIPv6 ? IPv6Length : IPv4Length)], transport[..udp]);
        return Transport + udp;
    }

    /// <summary>Over the pseudo header too (RFC 768, RFC 8200 section 8.1). A sum of 0 is sent as all ones: 0 says that there is none.</summary>
    private static void WriteUdpChecksum(ReadOnlySpan<byte> addresses, Span<byte> datagram)
    {
        Span<byte> pseudo = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(pseudo, Udp);
        BinaryPrimitives.WriteUInt16BigEndian(pseudo[2..], (ushort)datagram.Length);
        datagram.Slice(6, 2).Clear();
        var sum = InternetChecksum.Of(InternetChecksum.Add(InternetChecksum.Add(InternetChecksum.Add(0, addresses), pseudo), datagram));
        sum = sum == 0 ? ushort.MaxValue : sum;
        MemoryMarshal.Write(datagram[6..], in sum);
    }

    private static ushort TypeBefore(ReadOnlySpan<byte> frame, int network) => BinaryPrimitives.ReadUInt16BigEndian(frame[(network - 2)..]);

    // Not "this network", loopback, a group, or reserved with broadcast.
    private static bool IsHost(byte first) => first is not (0 or 127) and < 224;
}
