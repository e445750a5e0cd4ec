using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Zones;

namespace Proxima.Tests.Zones;

/// <summary>Zones for tests, from the text of a master file.</summary>
internal static class ZoneText
{
    public static Zone Parse(string apex, string text)
    {
        Assert.True(Zone.TryCreate(DomainName.Parse(apex), RecordsOf(apex, text), out var zone, out var problems), string.Join('\n', problems));
        return zone!;
    }

    /// <summary>A zone with an SOA (TTL 3600, MINIMUM 300) and an NS outside of it, and these records.</summary>
    public static Zone WithApex(string apex, string text) =>
        Parse(apex, $"@ 3600 SOA ns.invalid. host.invalid. 1 2 3 4 300\n@ 3600 NS ns.invalid.\n{text}");

    public static IReadOnlyList<string> ProblemsOf(string apex, string text)
    {
        Zone.TryCreate(DomainName.Parse(apex), RecordsOf(apex, text), out _, out var problems);
        return problems;
    }

    public static IReadOnlyList<ResourceRecord> RecordsOf(string origin, string text)
    {
        var file = MasterFile.ParseText(text + "\n", "zone", DomainName.Parse(origin));
        Assert.True(file.Errors.Count == 0, string.Join('\n', file.Errors));
        return file.Records;
    }
}
