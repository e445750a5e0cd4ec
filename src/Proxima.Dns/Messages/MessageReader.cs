using System.Buffers.Binary;
using Proxima.Dns.Edns;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Dns.Messages;

/// <summary>Bytes of a request to what it asks, on the query path: no exception, no allocation, one pass.</summary>
public static class MessageReader
{
    /// <summary>What a client without EDNS takes over UDP (RFC 1035 section 4.2.1).</summary>
    public const ushort DefaultUdpPayloadSize = 512;

    public static ReadOutcome Read(ReadOnlySpan<byte> request, out Query query)
    {
        query = default;
        query.UdpPayloadSize = DefaultUdpPayloadSize;
        if (request.Length < WireHeader.Length || (request[WireHeader.Flags] & WireHeader.Response) != 0)
        {
            return ReadOutcome.Drop;
        }

        query.Id = BinaryPrimitives.ReadUInt16BigEndian(request);
        query.RecursionDesired = (request[WireHeader.Flags] & WireHeader.RecursionDesired) != 0;
        query.CheckingDisabled = (request[WireHeader.Flags + 1] & WireHeader.CheckingDisabled) != 0;
        query.Opcode = (byte)((request[WireHeader.Flags] >> 3) & 0x0F);
        if (query.Opcode != 0)
        {
            ReadOptOnly(request, ref query);
            return ReadOutcome.NotImp;
        }

        var questions = BinaryPrimitives.ReadUInt16BigEndian(request[WireHeader.QuestionCount..]);
        if (questions != 1)
        {
            return ReadOptOnly(request, ref query) && questions == 0 && query.CookieLength > 0 ? ReadOutcome.CookieOnly : ReadOutcome.FormErr;
        }

        var at = ReadQuestion(request, ref query);
        return at == 0 || !ReadRecords(request, at, ref query) ? ReadOutcome.FormErr
            : query.EdnsVersion > 0 ? ReadOutcome.BadVers
            : ReadOutcome.Query;
    }

    /// <summary>Returns where the question ends; 0 if there is no whole question. Its name cannot be compressed: only the header stands before it.</summary>
    private static int ReadQuestion(ReadOnlySpan<byte> request, ref Query query)
    {
        var length = WireName.Length(request[WireHeader.Length..]);
        var at = WireHeader.Length + length;
        if (length == 0 || request.Length - at < 4)
        {
            return 0;
        }

        query.NameLength = length;
        query.Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(request[at..]);
        query.Class = (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(request[(at + 2)..]);
        return at + 4;
    }

    /// <summary>
    /// Of a request that is refused as a whole only the OPT record, where it can be reached: the response must have one if the request had
    /// (RFC 6891 section 6.1.1). The questions are stepped over, however many there are.
    /// False: it ends within a record, or has a bad one.
    /// </summary>
    private static bool ReadOptOnly(ReadOnlySpan<byte> request, ref Query query)
    {
        var at = WireHeader.Length;
        for (int left = BinaryPrimitives.ReadUInt16BigEndian(request[WireHeader.QuestionCount..]); left > 0; left--)
        {
            var length = WireName.Length(request[at..], mayEndInPointer: true);
            if (length == 0 || request.Length - at - length < 4)
            {
                return false;
            }

            at += length + 4;
        }

        return ReadRecords(request, at, ref query);
    }

    /// <summary>Walks the three record sections to the last octet; the only record read is OPT, which belongs in the additional section (RFC 6891 section 6.1.1).</summary>
    private static bool ReadRecords(ReadOnlySpan<byte> request, int at, ref Query query)
    {
        var beforeAdditional = BinaryPrimitives.ReadUInt16BigEndian(request[WireHeader.AnswerCount..])
            + BinaryPrimitives.ReadUInt16BigEndian(request[WireHeader.AuthorityCount..]);
        var count = beforeAdditional + BinaryPrimitives.ReadUInt16BigEndian(request[WireHeader.AdditionalCount..]);
        for (var i = 0; i < count; i++)
        {
            var ownerAt = at;
            at += WireName.Length(request[at..], mayEndInPointer: true);
            if (at == ownerAt || request.Length - at < WireHeader.RecordFixedLength)
            {
                return false;
            }

            var head = request.Slice(at, WireHeader.RecordFixedLength);
            int rdLength = BinaryPrimitives.ReadUInt16BigEndian(head[8..]);
            at += WireHeader.RecordFixedLength;
            if (request.Length - at < rdLength)
            {
                return false;
            }

            if ((RecordType)BinaryPrimitives.ReadUInt16BigEndian(head) == RecordType.OPT
                && (i < beforeAdditional || query.HasEdns || request[ownerAt] != 0 || !ReadOpt(request, head, at, rdLength, ref query)))
            {
                return false;
            }

            at += rdLength;
        }

        return at == request.Length;
    }

    private static bool ReadOpt(ReadOnlySpan<byte> request, ReadOnlySpan<byte> head, int at, int length, ref Query query)
    {
        query.HasEdns = true;
        query.UdpPayloadSize = Math.Max(DefaultUdpPayloadSize, BinaryPrimitives.ReadUInt16BigEndian(head[2..]));
        query.EdnsVersion = head[5];
        query.DnssecOk = (head[6] & 0x80) != 0;
        if (query.EdnsVersion > 0)
        {
            return true; // what options of another version mean is not ours to judge
        }

        var end = at + length;
        while (at < end)
        {
            if (end - at < WireHeader.OptionFixedLength)
            {
                return false;
            }

            var code = (OptionCode)BinaryPrimitives.ReadUInt16BigEndian(request[at..]);
            int valueLength = BinaryPrimitives.ReadUInt16BigEndian(request[(at + 2)..]);
            at += WireHeader.OptionFixedLength;
            if (end - at < valueLength || !ReadOption(request, code, at, valueLength, ref query))
            {
                return false;
            }

            at += valueLength;
        }

        return true;
    }

    private static bool ReadOption(ReadOnlySpan<byte> request, OptionCode code, int at, int length, ref Query query)
    {
        switch (code)
        {
            case OptionCode.ClientSubnet:
                // A second subnet would leave open which client is meant. The scope is the server's to say (RFC 7871 section 6).
                if (query.HasClientSubnet || !ClientSubnet.TryRead(request.Slice(at, length), out var subnet) || subnet.ScopePrefixLength != 0)
                {
                    return false;
                }

                query.ClientSubnet = subnet;
                query.HasClientSubnet = true;
                return true;

            case OptionCode.Cookie:
                // Of several cookies the first counts (RFC 7873 section 5.2).
                if (query.CookieLength == 0)
                {
                    query.CookieOffset = at;
                    query.CookieLength = length;
                }

                return CookieOption.IsLength(length);

            case OptionCode.Nsid:
                query.WantsNsid = true;
                return true;

            case OptionCode.Padding:
                query.WantsPadding = true;
                return true;

            case OptionCode.TcpKeepalive:
                query.WantsKeepalive = true;
                return true;

            default:
                return true;
        }
    }
}
