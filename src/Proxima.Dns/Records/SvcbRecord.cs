using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Where and how a service is reached: an alias (priority 0) or an endpoint with its parameters (RFC 9460 section 2).</summary>
public sealed record SvcbRecord(ushort Priority, DomainName Target, ValueList<SvcParam> Parameters) : ServiceBindingRecord(Priority, Target, Parameters)
{
    public override RecordType Type => RecordType.SVCB;

    internal static SvcbRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.Name(), ReadParameters(ref reader));

    internal static SvcbRecord Parse(ref FieldReader fields) => new(
        fields.UInt16("priority"), fields.Name("target"), ParseParameters(ref fields));
}
