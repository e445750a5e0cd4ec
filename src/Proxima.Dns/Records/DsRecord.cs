using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>At a delegation in the parent: the digest of a key the child signs with (RFC 4034 section 5).</summary>
public sealed record DsRecord(ushort KeyTag, byte Algorithm, byte DigestType, Octets Digest) : DelegationSignerRecord(KeyTag, Algorithm, DigestType, Digest)
{
    public override RecordType Type => RecordType.DS;

    internal static DsRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.Byte(), reader.Byte(), reader.RestNotEmpty());

    internal static DsRecord Parse(ref FieldReader fields) => new(
        fields.UInt16("key tag"), AlgorithmField.Parse(ref fields), fields.Byte("digest type"), fields.HexToEnd("digest"));
}
