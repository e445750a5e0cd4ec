using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>How the zone's owners are hashed for NSEC3 (RFC 5155 section 4.2).</summary>
public sealed record Nsec3ParamRecord(byte HashAlgorithm, byte Flags, ushort Iterations, Octets Salt) : RecordData
{
    public override RecordType Type => RecordType.NSEC3PARAM;

    internal static Nsec3ParamRecord Read(ref WireReader reader) => new(reader.Byte(), reader.Byte(), reader.UInt16(), reader.CharacterString());

    internal static Nsec3ParamRecord Parse(ref FieldReader fields) => new(
        fields.Byte("hash algorithm"),
        fields.Byte("flags"),
        fields.UInt16("iterations"),
        SaltField.Parse(ref fields));

    internal override void Write(WireWriter writer)
    {
        writer.Byte(HashAlgorithm);
        writer.Byte(Flags);
        writer.UInt16(Iterations);
        writer.CharacterString(Salt);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(HashAlgorithm);
        fields.Number(Flags);
        fields.Number(Iterations);
        SaltField.Format(fields, Salt);
    }
}
