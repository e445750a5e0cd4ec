using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>A host that takes mail for the owner; the lowest preference is tried first (RFC 1035 section 3.3.9).</summary>
public sealed record MxRecord(ushort Preference, DomainName Exchange) : RecordData
{
    public override RecordType Type => RecordType.MX;

    internal static MxRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.CompressibleName());

    internal static MxRecord Parse(ref FieldReader fields) => new(fields.UInt16("preference"), fields.Name("mail host"));

    internal override void Write(WireWriter writer)
    {
        writer.UInt16(Preference);
        writer.Name(Exchange);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(Preference);
        fields.Name(Exchange);
    }
}
