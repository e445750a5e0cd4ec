using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>A name server of the zone that starts at the owner (RFC 1035 section 3.3.11).</summary>
public sealed record NsRecord(DomainName Target) : SingleNameRecord(Target)
{
    public override RecordType Type => RecordType.NS;

    internal static NsRecord Read(ref WireReader reader) => new(reader.CompressibleName());

    internal static NsRecord Parse(ref FieldReader fields) => new(fields.Name("name server"));
}
