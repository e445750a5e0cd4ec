using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Engine.Zones;

/// <summary>One zone's data as parsed: apex and records, checked (one SOA and at least one NS at the apex, CNAME alone, nothing outside).</summary>
public sealed class Zone
{
    private Zone() => throw new NotImplementedException();

    public DomainName Apex => throw new NotImplementedException();

    public IReadOnlyList<ResourceRecord> Records => throw new NotImplementedException();

    /// <summary>Checks records into a zone; every problem is listed.</summary>
    public static bool TryCreate(DomainName apex, IReadOnlyList<ResourceRecord> records, out Zone? zone, out IReadOnlyList<string> problems) => throw new NotImplementedException();
}
