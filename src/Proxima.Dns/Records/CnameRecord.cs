using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>The owner is an alias; the target is its canonical name (RFC 1035 section 3.3.1).</summary>
public sealed record CnameRecord(DomainName Target) : SingleNameRecord(Target)
{
    public override RecordType Type => RecordType.CNAME;

    internal static CnameRecord Read(ref WireReader reader) => new(reader.CompressibleName());

    internal static CnameRecord Parse(ref FieldReader fields) => new(fields.Name("canonical name"));
}
