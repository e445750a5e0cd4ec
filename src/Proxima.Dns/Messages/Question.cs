using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Dns.Messages;

/// <summary>What is asked (RFC 1035 section 4.1.2).</summary>
public sealed record Question(DomainName Name, RecordType Type, RecordClass Class);
