using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>At the child: the DS records it wishes its parent to have; <c>0 0 0 00</c> asks for none (RFC 7344 section 3.1, RFC 8078 section 4).</summary>
public sealed record CdsRecord(ushort KeyTag, byte Algorithm, byte DigestType, Octets Digest) : DelegationSignerRecord(KeyTag, Algorithm, DigestType, Digest)
{
    public override RecordType Type => RecordType.CDS;

    internal static CdsRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.Byte(), reader.Byte(), reader.RestNotEmpty());

    internal static CdsRecord Parse(ref FieldReader fields) => new(
        fields.UInt16("key tag"), AlgorithmField.Parse(ref fields), fields.Byte("digest type"), fields.HexToEnd("digest"));
}
