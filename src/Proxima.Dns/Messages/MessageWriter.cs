using Proxima.Dns.Edns;
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
    /// <summary><paramref name="limit"/> is the most octets the response may have, at most the buffer's length.</summary>
    public MessageWriter(Span<byte> buffer, int limit, NameCompression compression) => throw new NotImplementedException();

    public readonly int Length => throw new NotImplementedException();

    /// <summary>Octets kept free at the end, for the OPT record that <see cref="WriteOpt"/> writes last.</summary>
    public int Reserved { get; set; }

    /// <summary>Writes the header with QR set, RD and CD copied, opcode copied; counts are kept up by the writer.</summary>
    public void WriteHeader(in Query query, Rcode rcode, bool authoritative) => throw new NotImplementedException();

    public void SetTruncated() => throw new NotImplementedException();

    public void SetRcode(Rcode rcode) => throw new NotImplementedException();

    /// <summary>Writes the question; <paramref name="name"/> in the client's own case (0x20).</summary>
    public bool WriteQuestion(scoped ReadOnlySpan<byte> name, RecordType type, RecordClass recordClass) => throw new NotImplementedException();

    /// <summary>Writes one record; owner and the names inside RDATA of the RFC 1035 types are compressed (RFC 3597 section 4). False: it did not fit and nothing was written.</summary>
    public bool WriteRecord(Section section, scoped ReadOnlySpan<byte> owner, RecordType type, RecordClass recordClass, uint ttl, scoped ReadOnlySpan<byte> rdata) => throw new NotImplementedException();

    /// <summary>A point to go back to with <see cref="Rollback"/>: length, counts and compression entries.</summary>
    public readonly WriterMark Mark() => throw new NotImplementedException();

    public void Rollback(WriterMark mark) => throw new NotImplementedException();

    /// <summary>Begins the OPT record (RFC 6891); options follow, then <see cref="EndOpt"/>. The extended rcode's upper bits go into it.</summary>
    public bool BeginOpt(ushort udpPayloadSize, bool dnssecOk, Rcode rcode) => throw new NotImplementedException();

    public bool WriteOption(ushort code, scoped ReadOnlySpan<byte> octets) => throw new NotImplementedException();

    /// <summary>Writes the client subnet option with the client's own family, source and address, and our scope.</summary>
    public bool WriteClientSubnet(in ClientSubnet subnet, byte scopePrefixLength) => throw new NotImplementedException();

    public void EndOpt() => throw new NotImplementedException();
}

/// <summary>See <see cref="MessageWriter.Mark"/>.</summary>
public readonly record struct WriterMark(int Length, uint AnswerCount, uint AuthorityCount, uint AdditionalCount, int CompressionCount);
