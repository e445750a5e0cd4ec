using System.Buffers.Binary;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Measurement.Probes;

/// <summary>The query a DNS probe sends and the part of the response it judges (RFC 1035 section 4.1): header and question, no EDNS.</summary>
internal static class DnsQueryMessage
{
    public const int MaxLength = HeaderLength + DomainName.MaxWireLength + 4;

    private const int HeaderLength = 12;
    private const byte RecursionDesired = 0x01;
    private const byte IsResponse = 0x80;

    /// <summary>Returns the length. With recursion desired, as clients of a resolver ask.</summary>
    public static int Write(Span<byte> packet, ushort id, DomainName? name, RecordType type)
    {
        packet[..HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(packet, id);
        packet[2] = RecursionDesired;
        packet[5] = 1;
        ReadOnlySpan<byte> wireName = name is null ? [0] : name.Wire;
        wireName.CopyTo(packet[HeaderLength..]);
        var end = HeaderLength + wireName.Length;
        BinaryPrimitives.WriteUInt16BigEndian(packet[end..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(end + 2)..], (ushort)RecordClass.IN);
        return end + 4;
    }

    /// <summary>True when <paramref name="response"/> answers the query of that id; its response code comes with it.</summary>
    public static bool TryReadResponse(ReadOnlySpan<byte> response, ushort id, out Rcode rcode)
    {
        rcode = Rcode.NoError;
        if (response.Length < HeaderLength || BinaryPrimitives.ReadUInt16BigEndian(response) != id || (response[2] & IsResponse) == 0)
        {
            return false;
        }

        rcode = (Rcode)(response[3] & 15);
        return true;
    }
}
