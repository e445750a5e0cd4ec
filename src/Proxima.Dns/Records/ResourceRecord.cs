using Proxima.Dns.Names;

namespace Proxima.Dns.Records;

/// <summary>One resource record (RFC 1035 section 3.2.1). TTL in seconds, at most 2^31-1 (RFC 2181 section 8).</summary>
public sealed record ResourceRecord(DomainName Owner, RecordType Type, RecordClass Class, uint Ttl, RecordData Data);
