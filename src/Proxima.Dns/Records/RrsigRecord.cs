using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>A signature over the owner's records of one type (RFC 4034 section 3.1). The signer's name is never compressed.</summary>
/// <param name="Labels">Labels of the owner as signed, without root and wildcard: fewer than the owner's where a wildcard was expanded.</param>
/// <param name="OriginalTtl">Seconds, as in the zone: caches count theirs down.</param>
/// <param name="Expiration">Seconds since 1970 modulo 2^32.</param>
/// <param name="Inception">Seconds since 1970 modulo 2^32.</param>
public sealed record RrsigRecord(RecordType Covered, byte Algorithm, byte Labels, uint OriginalTtl, uint Expiration, uint Inception, ushort KeyTag, DomainName Signer, Octets Signature) : RecordData
{
    public override RecordType Type => RecordType.RRSIG;

    internal static RrsigRecord Read(ref WireReader reader) => new(
        (RecordType)reader.UInt16(), reader.Byte(), reader.Byte(), reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt16(), reader.Name(), reader.RestNotEmpty());

    internal static RrsigRecord Parse(ref FieldReader fields) => new(
        fields.Type("covered type"), AlgorithmField.Parse(ref fields), fields.Byte("labels"), fields.UInt32("original TTL"), TimestampField.Parse(ref fields, "expiration"), TimestampField.Parse(ref fields, "inception"), fields.UInt16("key tag"), fields.Name("signer"), fields.Base64ToEnd("signature"));

    internal override void Write(WireWriter writer)
    {
        writer.UInt16((ushort)Covered);
        writer.Byte(Algorithm);
        writer.Byte(Labels);
        writer.UInt32(OriginalTtl);
        writer.UInt32(Expiration);
        writer.UInt32(Inception);
        writer.UInt16(KeyTag);
        writer.Name(Signer);
        writer.Octets(Signature);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Type(Covered);
        fields.Number(Algorithm);
        fields.Number(Labels);
        fields.Number(OriginalTtl);
        fields.Plain(TimestampField.Format(Expiration));
        fields.Plain(TimestampField.Format(Inception));
        fields.Number(KeyTag);
        fields.Name(Signer);
        fields.Base64(Signature);
    }
}
