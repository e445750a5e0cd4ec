using System.Buffers.Binary;
using Proxima.Dns.Messages;
using Proxima.Dns.Records;

namespace Proxima.Engine.Answering;

/// <summary>Octets that an answer refers to: in the zones of the snapshot, or in the answer's own scratch memory.</summary>
public readonly record struct OctetRange(int Offset, int Length, bool IsInZones);

/// <summary>
/// One RRset of an answer: <see cref="Answer.NameOf"/> gives its owner, <see cref="Answer.RecordsOf"/> its RDATAs. TTL in seconds.
/// <see cref="IsNecessary"/>: without this glue the referral leads nowhere, so its absence must be told by TC (RFC 9471 section 3).
/// </summary>
public readonly record struct AnswerSet(Section Section, OctetRange Owner, RecordType Type, uint Ttl, OctetRange Rdatas, bool IsNecessary = false);

/// <summary>The RDATAs of one set, uncompressed, in order: <c>foreach (var rdata in answer.RecordsOf(set))</c>.</summary>
public ref struct RdataSequence(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> rest = octets;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly RdataSequence GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        Current = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return true;
    }
}
