using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Digest of a child zone's key: what DS and CDS share (RFC 4034 section 5.1).</summary>
public abstract record DelegationSignerRecord(ushort KeyTag, byte Algorithm, byte DigestType, Octets Digest) : RecordData
{
    internal sealed override void Write(WireWriter writer)
    {
        writer.UInt16(KeyTag);
        writer.Byte(Algorithm);
        writer.Byte(DigestType);
        writer.Octets(Digest);
    }

    internal sealed override void Format(FieldWriter fields)
    {
        fields.Number(KeyTag);
        fields.Number(Algorithm);
        fields.Number(DigestType);
        fields.Hex(Digest);
    }
}
