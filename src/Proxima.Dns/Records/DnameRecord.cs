using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Every name below the owner is an alias of the same name below the target (RFC 6672 section 2.1). The target is never compressed (RFC 6672 section 2.5).</summary>
public sealed record DnameRecord(DomainName Target) : SingleNameRecord(Target)
{
    public override RecordType Type => RecordType.DNAME;

    internal static DnameRecord Read(ref WireReader reader) => new(reader.Name());

    internal static DnameRecord Parse(ref FieldReader fields) => new(fields.Name("target"));
}
