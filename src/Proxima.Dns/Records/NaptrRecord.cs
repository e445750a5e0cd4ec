using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>A step of rewriting a name into a service or URI, as telephony does (RFC 3403 section 4.1).</summary>
public sealed record NaptrRecord(ushort Order, ushort Preference, Octets Flags, Octets Services, Octets Expression, DomainName Replacement) : RecordData
{
    public override RecordType Type => RecordType.NAPTR;

    internal static NaptrRecord Read(ref WireReader reader) => new(
        reader.UInt16(), reader.UInt16(), reader.CharacterString(), reader.CharacterString(), reader.CharacterString(), reader.CompressibleName());

    internal static NaptrRecord Parse(ref FieldReader fields) => new(
        fields.UInt16("order"), fields.UInt16("preference"), fields.CharacterString("flags"), fields.CharacterString("services"), fields.CharacterString("expression"), fields.Name("replacement"));

    internal override void Write(WireWriter writer)
    {
        writer.UInt16(Order);
        writer.UInt16(Preference);
        writer.CharacterString(Flags);
        writer.CharacterString(Services);
        writer.CharacterString(Expression);
        writer.Name(Replacement);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(Order);
        fields.Number(Preference);
        fields.Quoted(Flags);
        fields.Quoted(Services);
        fields.Quoted(Expression);
        fields.Name(Replacement);
    }
}
