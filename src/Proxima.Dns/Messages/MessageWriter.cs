using System.Buffers.Binary;
using System.Diagnostics;
using Proxima.Dns.Edns;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Dns.Messages;

/// <summary>The sections of a message after the question, in their order (RFC 1035 section 4.1).</summary>
public enum Section : byte
{
    Answer = 0, Authority = 1, Additional = 2,
}

/// <summary>Builds one response in place in a caller's buffer, on the query path: no exception, no allocation. What does not fit is not written at all, and says so.</summary>
public ref struct MessageWriter
{
    private readonly Span<byte> buffer;
    private readonly int limit;
    private readonly NameCompression compression;

    /// <summary>Where the open OPT record's RDLENGTH stands; 0 when none is open.</summary>
    private int optLengthAt;

    /// <summary><paramref name="limit"/> is the most octets the response may have, at most the buffer's length and at least a header's.</summary>
    public MessageWriter(Span<byte> buffer, int limit, NameCompression compression)
    {
        Debug.Assert(limit >= WireHeader.Length && limit <= buffer.Length);
        this.buffer = buffer;
        this.limit = limit;
        this.compression = compression;
        this.compression.Truncate(0);
    }

    public int Length { readonly get; private set; }

    /// <summary>Octets kept free at the end, for the OPT record that <see cref="BeginOpt"/> writes last.</summary>
    public int Reserved { get; set; }

    /// <summary>Writes the header with QR set, RD and CD copied, opcode copied; counts are kept up by the writer.</summary>
    public void WriteHeader(in Query query, Rcode rcode, bool authoritative)
    {
        this.buffer[..WireHeader.Length].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(this.buffer, query.Id);
        this.buffer[WireHeader.Flags] = (byte)(WireHeader.Response | (query.Opcode << 3)
            | (authoritative ? WireHeader.Authoritative : 0) | (query.RecursionDesired ? WireHeader.RecursionDesired : 0));
        this.buffer[WireHeader.Flags + 1] = query.CheckingDisabled ? WireHeader.CheckingDisabled : (byte)0;
        SetRcode(rcode);
        Length = WireHeader.Length;
    }

    public readonly void SetTruncated() => this.buffer[WireHeader.Flags] |= WireHeader.Truncated;

    /// <summary>The lower four bits; the upper eight are <see cref="BeginOpt"/>'s (RFC 6891 section 6.1.3).</summary>
    public readonly void SetRcode(Rcode rcode)
        => this.buffer[WireHeader.Flags + 1] = (byte)((this.buffer[WireHeader.Flags + 1] & 0xF0) | ((int)rcode & 0x0F));

    /// <summary>Writes the question; <paramref name="name"/> in the client's own case (0x20).</summary>
    public bool WriteQuestion(scoped ReadOnlySpan<byte> name, RecordType type, RecordClass recordClass)
    {
        var mark = Mark();
        var at = Length;
        if (!CompressedName.TryWrite(this.buffer, Room, ref at, name, this.compression) || Room - at < 4)
        {
            Rollback(mark);
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(this.buffer[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(this.buffer[(at + 2)..], (ushort)recordClass);
        Length = at + 4;
        AddToCount(WireHeader.QuestionCount, 1);
        return true;
    }

    /// <summary>Writes one record; owner and the names inside RDATA of the RFC 1035 types are compressed (RFC 3597 section 4). False: it did not fit and nothing was written.</summary>
    public bool WriteRecord(Section section, scoped ReadOnlySpan<byte> owner, RecordType type, RecordClass recordClass, uint ttl, scoped ReadOnlySpan<byte> rdata)
    {
        var mark = Mark();
        var at = Length;
        if (!CompressedName.TryWrite(this.buffer, Room, ref at, owner, this.compression) || Room - at < WireHeader.RecordFixedLength)
        {
            Rollback(mark);
            return false;
        }

        var head = this.buffer.Slice(at, WireHeader.RecordFixedLength);
        at += WireHeader.RecordFixedLength;
        var rdataAt = at;
        if (!CompressedName.TryWriteRdata(this.buffer, Room, ref at, type, rdata, this.compression))
        {
            Rollback(mark);
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)recordClass);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(head[8..], (ushort)(at - rdataAt));
        Length = at;
        AddToCount(CountAt(section), 1);
        return true;
    }

    /// <summary>A point to go back to with <see cref="Rollback"/>: length, counts and compression entries.</summary>
    public readonly WriterMark Mark() => new(Length, Count(Section.Answer), Count(Section.Authority), Count(Section.Additional), this.compression.Count);

    public void Rollback(WriterMark mark)
    {
        Length = mark.Length;
        BinaryPrimitives.WriteUInt16BigEndian(this.buffer[WireHeader.AnswerCount..], (ushort)mark.AnswerCount);
        BinaryPrimitives.WriteUInt16BigEndian(this.buffer[WireHeader.AuthorityCount..], (ushort)mark.AuthorityCount);
        BinaryPrimitives.WriteUInt16BigEndian(this.buffer[WireHeader.AdditionalCount..], (ushort)mark.AdditionalCount);
        this.compression.Truncate(mark.CompressionCount);
        optLengthAt = 0;
    }

    /// <summary>Begins the OPT record (RFC 6891); options follow, then <see cref="EndOpt"/>. The extended rcode's upper bits go into it. It may use what <see cref="Reserved"/> kept free.</summary>
    public bool BeginOpt(ushort udpPayloadSize, bool dnssecOk, Rcode rcode)
    {
        var at = Length;
        if (this.limit - at < OptLength)
        {
            return false;
        }

        var head = this.buffer.Slice(at, OptLength);
        head.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)RecordType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(head[3..], udpPayloadSize);
        head[5] = (byte)((int)rcode >> 4);
        head[7] = dnssecOk ? (byte)0x80 : (byte)0;
        SetRcode(rcode);
        Length = at + OptLength;
        optLengthAt = Length - 2;
        AddToCount(WireHeader.AdditionalCount, 1);
        return true;
    }

    public bool WriteOption(ushort code, scoped ReadOnlySpan<byte> octets)
    {
        if (optLengthAt == 0 || this.limit - Length < WireHeader.OptionFixedLength + octets.Length)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(this.buffer[Length..], code);
        BinaryPrimitives.WriteUInt16BigEndian(this.buffer[(Length + 2)..], (ushort)octets.Length);
        octets.CopyTo(this.buffer[(Length + WireHeader.OptionFixedLength)..]);
        Length += WireHeader.OptionFixedLength + octets.Length;
        return true;
    }

    /// <summary>Writes the client subnet option with the client's own family, source and address, and our scope.</summary>
    public bool WriteClientSubnet(in ClientSubnet subnet, byte scopePrefixLength)
    {
        Span<byte> value = stackalloc byte[ClientSubnet.MaxWireLength];
        return WriteOption((ushort)OptionCode.ClientSubnet, value[..subnet.Write(value, scopePrefixLength)]);
    }

    public void EndOpt()
    {
        if (optLengthAt != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(this.buffer[optLengthAt..], (ushort)(Length - optLengthAt - 2));
            optLengthAt = 0;
        }
    }

    /// <summary>Octets of an OPT record without options: root owner and the fixed fields.</summary>
    public const int OptLength = 1 + WireHeader.RecordFixedLength;

    /// <summary>Where records must end.</summary>
    private readonly int Room => this.limit - Reserved;

    private static int CountAt(Section section) => WireHeader.AnswerCount + ((int)section * 2);

    private readonly ushort Count(Section section) => BinaryPrimitives.ReadUInt16BigEndian(this.buffer[CountAt(section)..]);

    private readonly void AddToCount(int at, int more)
    {
        var count = this.buffer[at..];
        BinaryPrimitives.WriteUInt16BigEndian(count, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(count) + more));
    }
}

/// <summary>See <see cref="MessageWriter.Mark"/>.</summary>
public readonly record struct WriterMark(int Length, uint AnswerCount, uint AuthorityCount, uint AdditionalCount, int CompressionCount);
