using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Proxima.Dns.Records;

namespace Proxima.Engine.PowerDns;

/// <summary>RDATA in the words of PowerDNS: presentation format.</summary>
internal static class RecordContent
{
    /// <summary>Records that PowerDNS makes itself where a zone is signed: its own signatures would contradict these.</summary>
    public static bool IsMadeByPowerDns(RecordType type) => type is RecordType.RRSIG or RecordType.NSEC or RecordType.NSEC3 or RecordType.NSEC3PARAM or RecordType.DNSKEY;

    /// <summary>The pipe protocol wants the priority of MX and SRV as a field of its own, so a TAB stands behind it.</summary>
    public static bool HasPriorityField(RecordType type) => type is RecordType.MX or RecordType.SRV;

    public static void Format(RecordType type, ReadOnlySpan<byte> rdata, IBufferWriter<byte> output)
    {
        if (type == RecordType.A && rdata.Length == 4)
        {
            WriteIPv4(rdata, output);
            return;
        }

        Encoding.ASCII.GetBytes(TextOf(type, rdata), output);
    }

    public static string TextOf(RecordType type, ReadOnlySpan<byte> rdata)
    {
        // What stands in a snapshot was read before: it is well formed.
        RecordCatalog.TryRead(type, rdata, out var data);
        return data.ToString();
    }

    private static void WriteIPv4(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        var text = output.GetSpan("255.255.255.255".Length);
        var length = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            if (i > 0)
            {
                text[length++] = (byte)'.';
            }

            Utf8Formatter.TryFormat(octets[i], text[length..], out var digits);
            length += digits;
        }

        output.Advance(length);
    }
}
