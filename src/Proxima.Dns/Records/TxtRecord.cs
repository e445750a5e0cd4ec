using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Text: one or more character-strings of up to 255 octets each (RFC 1035 section 3.3.14).</summary>
public sealed record TxtRecord(ValueList<Octets> Strings) : RecordData
{
    public override RecordType Type => RecordType.TXT;

    internal static TxtRecord Read(ref WireReader reader)
    {
        var strings = new List<Octets>();
        do
        {
            strings.Add(reader.CharacterString());
        }
        while (!reader.AtEnd);
        return new TxtRecord(new ValueList<Octets>(strings));
    }

    internal static TxtRecord Parse(ref FieldReader fields)
    {
        var strings = new List<Octets>();
        do
        {
            strings.Add(fields.CharacterString("text"));
        }
        while (!fields.AtEnd);
        return new TxtRecord(new ValueList<Octets>(strings));
    }

    internal override void Write(WireWriter writer)
    {
        foreach (var text in Strings)
        {
            writer.CharacterString(text);
        }
    }

    internal override void Format(FieldWriter fields)
    {
        foreach (var text in Strings)
        {
            fields.Quoted(text);
        }
    }
}
