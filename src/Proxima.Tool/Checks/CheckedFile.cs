using Proxima.Dns.Names;
using Proxima.Dns.Text;
using Proxima.Settings.Node;
using Proxima.Settings.Plugin;
using Proxima.Settings.Prefixes;
using Proxima.Settings.Steering;

namespace Proxima.Tool.Checks;

/// <summary>One file that was checked: what it holds in a few words, or its errors. <paramref name="ErrorCount"/> may be more than the errors kept.</summary>
internal sealed record CheckedFile(string Path, string Content, IReadOnlyList<TextError> Errors, long ErrorCount)
{
    /// <summary>How the files of the PowerDNS plugin are called wherever they stand.</summary>
    private const string PluginName = "latency.pdns.plugin", ClusterName = "low-latency-pdns-plugin";

    /// <summary>What a file is, its extension says; one that says nothing is a master file.</summary>
    public static CheckedFile Check(string path, string? origin, string? steering) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".yaml" or ".yml" => CheckSteering(path),
        _ when IsNamed(path, ClusterName) => Of(path, "cluster settings", ClusterFile.Load(path).Errors),
        ".conf" when IsNamed(path, PluginName) => Of(path, "plugin settings", PluginSettingsFile.Load(path, new Dictionary<string, string>()).Errors),
        ".conf" or ".ini" => CheckSettings(path),
        ".prefixes" or ".txt" => CheckPrefixes(path, steering),
        _ => CheckZone(path, origin),
    };

    private static bool IsNamed(string path, string name) => System.IO.Path.GetFileName(path).Contains(name, StringComparison.Ordinal);

    private static CheckedFile Of(string path, string content, IReadOnlyList<TextError> errors) => new(path, content, errors, errors.Count);

    private static CheckedFile Broken(string path, string what, string expected) => Of(path, string.Empty, [new TextError(path, 1, 1, what, expected)]);

    private static CheckedFile CheckSteering(string path)
    {
        var source = SteeringSource.Load(path);
        return Of(path, $"{Counted.Of(source.Zones.Count, "zone")}, {Counted.Of(source.Model.Names.Count, "name")}, {Counted.Of(source.Model.Sites.Count, "site")}", source.Errors);
    }

    // Of the file alone: what stands in this shell's environment says nothing about the node's.
    private static CheckedFile CheckSettings(string path) =>
        Of(path, "settings", NodeSettingsFile.Load(path, new Dictionary<string, string>()).Errors);

    private static CheckedFile CheckPrefixes(string path, string? steering)
    {
        if (steering is null)
        {
            return Broken(path, "prefix table without the sites it may name", "--steering FILE");
        }

        var file = SteeringFile.Load(steering);
        if (file.Errors.Count > 0)
        {
            return Of(path, string.Empty, file.Errors);
        }

        var table = PrefixTable.Read(path, [.. file.Model.Sites.Select(site => site.Name)], (_, _) => { });
        return new CheckedFile(path, Counted.Of(table.Rows, "prefix"), table.Errors, table.ErrorCount);
    }

    private static CheckedFile CheckZone(string path, string? origin)
    {
        if (!DomainName.TryParse(origin ?? OriginIn(path), DomainName.Root, out var apex, out _))
        {
            return Broken(path, origin is null ? "file whose name is no zone's" : $"'{origin}' is no domain name", "--origin NAME");
        }

        var errors = new List<TextError>();
        var zone = ZoneSource.Load(path, apex, errors);
        return Of(path, Counted.Of(zone?.Records.Count ?? 0, "record"), errors);
    }

    // example.org.zone, example.org.db, db.example.org: the ways in which people name master files.
    private static string OriginIn(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return name.EndsWith(".zone", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".db", StringComparison.OrdinalIgnoreCase)
            ? System.IO.Path.GetFileNameWithoutExtension(name)
            : name.StartsWith("db.", StringComparison.OrdinalIgnoreCase) ? name[3..] : string.Empty;
    }
}
