using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>RDATA that is one domain name: what NS, CNAME, PTR and DNAME share.</summary>
public abstract record SingleNameRecord(DomainName Target) : RecordData
{
    internal sealed override void Write(WireWriter writer) => writer.Name(Target);

    internal sealed override void Format(FieldWriter fields) => fields.Name(Target);
}
