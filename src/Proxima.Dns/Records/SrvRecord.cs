using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Where a service runs: <c>_service._proto.name</c> (RFC 2782). Lowest priority first, among equals by weight; target <c>.</c> means the service is not there.</summary>
public sealed record SrvRecord(ushort Priority, ushort Weight, ushort Port, DomainName Target) : RecordData
{
    public override RecordType Type => RecordType.SRV;

    internal static SrvRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.UInt16(), reader.UInt16(), reader.CompressibleName());

    internal static SrvRecord Parse(ref FieldReader fields) => new(fields.UInt16("priority"), fields.UInt16("weight"), fields.UInt16("port"), fields.Name("target"));

    internal override void Write(WireWriter writer)
    {
        writer.UInt16(Priority);
        writer.UInt16(Weight);
        writer.UInt16(Port);
        writer.Name(Target);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Number(Priority);
        fields.Number(Weight);
        fields.Number(Port);
        fields.Name(Target);
    }
}
