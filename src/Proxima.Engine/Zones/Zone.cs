using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Engine.Zones;

/// <summary>One zone's records as parsed and checked: what <see cref="ZoneCheck"/> lists as a problem is not in here.</summary>
public sealed class Zone
{
    /// <summary>Most octets that one RRset may take in a message: a larger one could never be answered, not even over TCP (RFC 1035 section 4.2.2).</summary>
    public const int MaxSetOctets = 64_000;

    private Zone(DomainName apex, IReadOnlyList<ResourceRecord> records)
    {
        Apex = apex;
        Records = records;
    }

    public DomainName Apex { get; }

    public IReadOnlyList<ResourceRecord> Records { get; }

    /// <summary>Checks records into a zone; every problem is listed.</summary>
    public static bool TryCreate(DomainName apex, IReadOnlyList<ResourceRecord> records, out Zone? zone, out IReadOnlyList<string> problems)
    {
        problems = new ZoneCheck(apex, records).Run();
        zone = problems.Count == 0 ? new Zone(apex, records) : null;
        return zone is not null;
    }
}
