using System.Buffers.Binary;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Passive;

/// <summary>What one piece of the kernel's answer was.</summary>
internal enum DiagPiece
{
    Connection,

    /// <summary>Another message, or a connection without figures: nothing to take.</summary>
    Other,

    /// <summary>The dump is complete.</summary>
    End,

    /// <summary>The kernel refused, or the octets make no sense.</summary>
    Error,
}

/// <summary>
/// The octets of NETLINK_SOCK_DIAG (sock_diag(7)): the request for a dump of TCP connections, and one connection of the answer. All numbers
/// are in the host's byte order but ports and addresses.
/// <code>
///   request:  nlmsghdr 16 | inet_diag_req_v2 56 (family, protocol, extensions, states, local port, ...)
///   answer:   nlmsghdr 16 | inet_diag_msg 72 (family, ..., ports, addresses, cookie, ...) | attributes, one of them tcp_info
/// </code>
/// </summary>
internal static class DiagMessages
{
    public const int RequestLength = HeaderLength + 56;

    public const byte FamilyIPv4 = 2;
    public const byte FamilyIPv6 = 10;

    private const int HeaderLength = 16;
    private const int MessageLength = 72;
    private const ushort SockDiagByFamily = 20;
    private const ushort TypeError = 2;
    private const ushort TypeDone = 3;
    private const ushort RequestAndDump = 0x301;
    private const byte ProtocolTcp = 6;
    private const ushort InfoAttribute = 2;
    private const uint Established = 1 << 1;

    // struct tcp_info in linux/tcp.h.
    private const int DeviationOffset = 72;
    private const int RetransmittedOffset = 100;
    private const int LeastRttOffset = 148;
    private const int SegmentsOffset = 156;
    private const int FiguresLength = SegmentsOffset + 4;

    /// <summary>A request for all established connections of one family whose local port is <paramref name="port"/>.</summary>
    public static void WriteRequest(Span<byte> request, byte family, int port)
    {
        request = request[..RequestLength];
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, RequestLength);
        BinaryPrimitives.WriteUInt16LittleEndian(request[4..], SockDiagByFamily);
        BinaryPrimitives.WriteUInt16LittleEndian(request[6..], RequestAndDump);
        request[16] = family;
        request[17] = ProtocolTcp;
        request[18] = 1 << (InfoAttribute - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(request[20..], Established);
        BinaryPrimitives.WriteUInt16BigEndian(request[24..], (ushort)port);
    }

    /// <summary>Takes the first message off <paramref name="received"/>. On <see cref="DiagPiece.Error"/> the rest is not to be read.</summary>
    public static DiagPiece TakeNext(ref ReadOnlySpan<byte> received, out TcpFigures connection)
    {
        connection = default;
        if (received.Length < HeaderLength)
        {
            return DiagPiece.Error;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(received);
        if (length < HeaderLength || length > received.Length)
        {
            return DiagPiece.Error;
        }

        var type = BinaryPrimitives.ReadUInt16LittleEndian(received[4..]);
        var body = received[HeaderLength..length];
        received = received[Math.Min(received.Length, Aligned(length))..];
        return type switch
        {
            TypeDone => DiagPiece.End,
            TypeError => DiagPiece.Error,
            SockDiagByFamily when TryReadConnection(body, out connection) => DiagPiece.Connection,
            _ => DiagPiece.Other,
        };
    }

    private static bool TryReadConnection(ReadOnlySpan<byte> body, out TcpFigures connection)
    {
        connection = default;
        if (body.Length < MessageLength)
        {
            return false;
        }

        // inet_diag_sockid from octet 4 on: ports 2 x 2, own address 16, peer's address 16, interface 4, cookie 8.
        var client = Prefix.FromAddress(new System.Net.IPAddress(body.Slice(24, body[0] == FamilyIPv6 ? 16 : 4)));
        var cookie = BinaryPrimitives.ReadUInt64LittleEndian(body[44..]);
        for (var rest = body[MessageLength..]; rest.Length >= 4;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (length < 4 || length > rest.Length)
            {
                return false;
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) == InfoAttribute && length >= 4 + FiguresLength)
            {
                var tcpInfo = rest[4..length];
                connection = new TcpFigures(
                    cookie,
                    client,
                    new Rtt(BinaryPrimitives.ReadUInt32LittleEndian(tcpInfo[LeastRttOffset..])),
                    new Rtt(BinaryPrimitives.ReadUInt32LittleEndian(tcpInfo[DeviationOffset..])),
                    BinaryPrimitives.ReadUInt32LittleEndian(tcpInfo[SegmentsOffset..]),
                    BinaryPrimitives.ReadUInt32LittleEndian(tcpInfo[RetransmittedOffset..]));
                return true;
            }

            rest = rest[Math.Min(rest.Length, Aligned(length))..];
        }

        return false;
    }

    private static int Aligned(int length) => (length + 3) & ~3;
}
