using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Tests.MasterFiles;

/// <summary>Short ways to parse a text below example.org and to show what came out.</summary>
internal static class MasterText
{
    public static MasterFile Parse(string text, MasterFileLimits? limits = null) =>
        MasterFile.ParseText(text, "zone", DomainName.Parse("example.org"), limits);

    public static string Show(MasterFile file) =>
        file.Errors.Count > 0 ? string.Join('\n', file.Errors) : string.Join('\n', file.Records.Select(Show));

    public static string Show(ResourceRecord record) =>
        $"{record.Owner} {record.Ttl} {record.Class} {RecordCatalog.NameOf(record.Type)} {record.Data}";
}
