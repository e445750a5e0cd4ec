using System.Net;
using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>An IPv4 address of a host (RFC 1035 section 3.4.1).</summary>
public sealed record ARecord(IPAddress Address) : RecordData
{
    public override RecordType Type => RecordType.A;

    internal static ARecord Read(ref WireReader reader) => new(AddressField.ReadIPv4(ref reader));

    internal static ARecord Parse(ref FieldReader fields) => new(AddressField.ParseIPv4(ref fields));

    internal override void Write(WireWriter writer) => AddressField.Write(writer, Address);

    internal override void Format(FieldWriter fields) => fields.Plain(AddressField.Format(Address));
}
