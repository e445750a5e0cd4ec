using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>The next owner in the zone's order, and the types the owner has: proof of what is not there (RFC 4034 section 4.1).</summary>
public sealed record NsecRecord(DomainName Next, ValueList<RecordType> Types) : RecordData
{
    public override RecordType Type => RecordType.NSEC;

    internal static NsecRecord Read(ref WireReader reader) => new(reader.Name(), TypeBitmapField.Read(ref reader));

    internal static NsecRecord Parse(ref FieldReader fields) => new(fields.Name("next name"), TypeBitmapField.Parse(ref fields));

    internal override void Write(WireWriter writer)
    {
        writer.Name(Next);
        TypeBitmapField.Write(writer, Types);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Name(Next);
        TypeBitmapField.Format(fields, Types);
    }
}
