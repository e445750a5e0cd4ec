using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Zones;

namespace Proxima.Tests.Zones;

/// <summary>Zones for tests: one record a line, <c>owner ttl [IN] type rdata</c>, names relative to the apex, @ for the apex.</summary>
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

    public static List<ResourceRecord> RecordsOf(string apex, string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => RecordOf(DomainName.Parse(apex), line))];

    public static ResourceRecord RecordOf(DomainName origin, string line)
    {
        var fields = line.Replace(" IN ", " ", StringComparison.Ordinal).Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        Assert.True(fields.Length == 4, $"'{line}' is no record: owner ttl type rdata");
        var problem = string.Empty;
        Assert.True(RecordCatalog.TryParseType(fields[2], out var type), line);
        RecordData? data = null;
        DomainName? owner = origin;
        Assert.True(
            (fields[0] == "@" || DomainName.TryParse(fields[0], origin, out owner, out problem))
                && RecordCatalog.TryParse(type, fields[3], origin, out data, out problem),
            $"{line}: {problem}");
        return new ResourceRecord(owner!, type, RecordClass.IN, uint.Parse(fields[1]), data!);
    }
}
