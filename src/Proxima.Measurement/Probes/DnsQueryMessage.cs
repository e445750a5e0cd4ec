using System.Buffers.Binary;
using System.Text;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Measurement.Probes;

/// <summary>The query a DNS probe sends and the part of the response it judges (RFC 1035 section 4.1): header and question; EDNS only to say who sends it.</summary>
internal static class DnsQueryMessage
{
    public const int MaxLength = HeaderLength + DomainName.MaxWireLength + 4 + OptLength + 4 + ProbeTarget.MaxContactLength;

    /// <summary>First of the EDNS options for local use (RFC 6891 section 9): whoever does not know it ignores it.</summary>
    public const ushort ContactOption = 65001;

    private const int OptLength = 11;
    /// <summary>What is offered with EDNS, and without it more than the 512 octets there are (RFC 1035 section 4.2.1).</summary>
    public const int MaxResponseLength = 1232;

    private const int HeaderLength = 12;
    private const byte RecursionDesired = 0x01;
    private const byte IsResponse = 0x80;

    /// <summary>Returns the length. With recursion desired, as clients of a resolver ask.</summary>
    public static int Write(Span<byte> packet, ushort id, DomainName? name, RecordType type, string? contact = null)
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
        return string.IsNullOrEmpty(contact) ? end + 4 : WriteContact(packet, end + 4, contact);
    }

    // OPT (RFC 6891 section 6.1.2): root, type, payload size, no flags, length of one option; then its code, length and text.
    private static int WriteContact(Span<byte> packet, int at, string contact)
    {
        packet[11] = 1;
        packet.Slice(at, OptLength).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(packet[(at + 1)..], (ushort)RecordType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(at + 3)..], MaxResponseLength);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(at + 9)..], (ushort)(4 + contact.Length));
        BinaryPrimitives.WriteUInt16BigEndian(packet[(at + OptLength)..], ContactOption);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(at + OptLength + 2)..], (ushort)contact.Length);
        return at + OptLength + 4 + Encoding.ASCII.GetBytes(contact, packet[(at + OptLength + 4)..]);
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
