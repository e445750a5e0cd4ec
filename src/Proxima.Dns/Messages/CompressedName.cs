using System.Buffers.Binary;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Dns.Messages;

/// <summary>Names into a message, compressed against what already stands in it (RFC 1035 section 4.1.4).</summary>
internal static class CompressedName
{
    private const int SoaNumbersLength = 20;

    /// <summary>Writes <paramref name="name"/> at <paramref name="at"/>, which moves on. False when it would reach beyond <paramref name="end"/>: octets and entries may then be left for the caller to take back.</summary>
    public static bool TryWrite(Span<byte> buffer, int end, ref int at, ReadOnlySpan<byte> name, NameCompression compression)
    {
        // The root is one octet: a pointer to it would be longer.
        for (var rest = name; rest.Length > 1; rest = rest[(rest[0] + 1)..])
        {
            var target = compression.Find(buffer, rest);
            if (target >= 0)
            {
                if (end - at < 2)
                {
                    return false;
                }

                BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], (ushort)((WireName.PointerBits << 8) | target));
                at += 2;
                return true;
            }

            var label = rest[0] + 1;
            if (end - at < label)
            {
                return false;
            }

            rest[..label].CopyTo(buffer[at..]);
            compression.Add(at, rest.Length);
            at += label;
        }

        if (end - at < 1)
        {
            return false;
        }

        buffer[at++] = 0;
        return true;
    }

    /// <summary>Writes RDATA. Only types of RFC 1035 may have compressed names in it: every reader knows those (RFC 3597 section 4).</summary>
    public static bool TryWriteRdata(Span<byte> buffer, int end, ref int at, RecordType type, ReadOnlySpan<byte> rdata, NameCompression compression)
    {
        var (before, names, after) = type switch
        {
            RecordType.NS or RecordType.CNAME or RecordType.PTR => (0, 1, 0),
            RecordType.MX => (2, 1, 0),
            RecordType.SOA => (0, 2, SoaNumbersLength),
            _ => (rdata.Length, 0, 0),
        };
        if (!HasForm(rdata, before, names, after))
        {
            before = rdata.Length;
            names = 0;
        }

        if (end - at < before)
        {
            return false;
        }

        rdata[..before].CopyTo(buffer[at..]);
        at += before;
        rdata = rdata[before..];
        for (; names > 0; names--)
        {
            var length = WireName.Length(rdata);
            if (!TryWrite(buffer, end, ref at, rdata[..length], compression))
            {
                return false;
            }

            rdata = rdata[length..];
        }

        if (end - at < rdata.Length)
        {
            return false;
        }

        rdata.CopyTo(buffer[at..]);
        at += rdata.Length;
        return true;
    }

    /// <summary>RDATA that is not what its type says is passed on as it is rather than cut wrongly.</summary>
    private static bool HasForm(ReadOnlySpan<byte> rdata, int before, int names, int after)
    {
        var at = before;
        for (; names > 0 && at < rdata.Length; names--)
        {
            var length = WireName.Length(rdata[at..]);
            if (length == 0)
            {
                return false;
            }

            at += length;
        }

        return names == 0 && at + after == rdata.Length;
    }
}
