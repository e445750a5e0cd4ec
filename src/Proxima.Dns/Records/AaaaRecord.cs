using System.Net;
using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>An IPv6 address of a host (RFC 3596 section 2).</summary>
public sealed record AaaaRecord(IPAddress Address) : RecordData
{
    public override RecordType Type => RecordType.AAAA;

    internal static AaaaRecord Read(ref WireReader reader) => new(AddressField.ReadIPv6(ref reader));

    internal static AaaaRecord Parse(ref FieldReader fields) => new(AddressField.ParseIPv6(ref fields));

    internal override void Write(WireWriter writer) => AddressField.Write(writer, Address);

    internal override void Format(FieldWriter fields) => fields.Plain(AddressField.Format(Address));
}
