using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>SVCB for HTTP origins (RFC 9460 section 9).</summary>
public sealed record HttpsRecord(ushort Priority, DomainName Target, ValueList<SvcParam> Parameters) : ServiceBindingRecord(Priority, Target, Parameters)
{
    public override RecordType Type => RecordType.HTTPS;

    internal static HttpsRecord Read(ref WireReader reader) => new(reader.UInt16(), reader.Name(), ReadParameters(ref reader));

    internal static HttpsRecord Parse(ref FieldReader fields) => new(
        fields.UInt16("priority"), fields.Name("target"), ParseParameters(ref fields));
}
