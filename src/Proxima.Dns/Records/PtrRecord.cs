using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Points to a name elsewhere; in-addr.arpa and ip6.arpa name hosts by it (RFC 1035 section 3.3.12).</summary>
public sealed record PtrRecord(DomainName Target) : SingleNameRecord(Target)
{
    public override RecordType Type => RecordType.PTR;

    internal static PtrRecord Read(ref WireReader reader) => new(reader.CompressibleName());

    internal static PtrRecord Parse(ref FieldReader fields) => new(fields.Name("target"));
}
