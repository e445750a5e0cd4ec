using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>As NSEC, over hashed names (RFC 5155 section 3.2).</summary>
public sealed record Nsec3Record(byte HashAlgorithm, byte Flags, ushort Iterations, Octets Salt, Octets NextHash, ValueList<RecordType> Types) : RecordData
{
    public override RecordType Type => RecordType.NSEC3;

    internal static Nsec3Record Read(ref WireReader reader) => new(
        reader.Byte(), reader.Byte(), reader.UInt16(), reader.CharacterString(), reader.CharacterStringNotEmpty(), TypeBitmapField.Read(ref reader));

    internal static Nsec3Record Parse(ref FieldReader fields) => new(
        fields.Byte("hash algorithm"), fields.Byte("flags"), fields.UInt16("iterations"), SaltField.Parse(ref fields), Base32Field.Parse(ref fields, "next hashed owner"), TypeBitmapField.Parse(ref fields));

    internal override void Write(WireWriter writer)
    {
        writer.Byte(HashAlgorithm);
        writer.Byte(Flags);
        writer.UInt16(Iterations);
        writer.CharacterString(Salt);
        writer.CharacterString(NextHash);
        TypeBitmapField.Write(writer, Types);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(HashAlgorithm);
        fields.Number(Flags);
        fields.Number(Iterations);
        SaltField.Format(fields, Salt);
        fields.Plain(Base32Field.Format(NextHash.Span));
        TypeBitmapField.Format(fields, Types);
    }
}
