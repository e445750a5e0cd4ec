using System.Text;
using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Which authorities may issue certificates for the name (RFC 8659 section 4.1).</summary>
/// <param name="Flags">128: an authority that does not know the property must not issue.</param>
/// <param name="Property">TAG: ASCII letters and digits, such as <c>issue</c>.</param>
public sealed record CaaRecord(byte Flags, string Property, Octets Value) : RecordData
{
    public override RecordType Type => RecordType.CAA;

    internal static CaaRecord Read(ref WireReader reader)
    {
        var flags = reader.Byte();
        var property = Encoding.Latin1.GetString(reader.CharacterString().Span);
        if (!IsProperty(property))
        {
            reader.Fail();
        }

        return new CaaRecord(flags, property, reader.Rest());
    }

    internal static CaaRecord Parse(ref FieldReader fields)
    {
        var flags = fields.Byte("flags");
        var property = fields.Raw("property").ToString();
        if (!IsProperty(property) || property.Length > CharacterText.MaxLength)
        {
            fields.Fail($"'{property}' is no property: letters and digits, such as issue");
        }

        return new CaaRecord(flags, property, fields.Text("value"));
    }

    internal override void Write(WireWriter writer)
    {
        writer.Byte(Flags);
        writer.CharacterString(new Octets(Encoding.Latin1.GetBytes(Property)));
        writer.Octets(Value);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(Flags);
        fields.Plain(Property);
        fields.Quoted(Value);
    }

    private static bool IsProperty(string text) => text.Length != 0 && text.All(char.IsAsciiLetterOrDigit);
}
