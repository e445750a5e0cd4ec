using System.Diagnostics.CodeAnalysis;
using Proxima.Dns.Text;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Steering;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Settings.Plugin;

/// <summary>The INI file of the PowerDNS plugin, sections Application, DNS, DB and Memcached: its settings, or every error in it.</summary>
public sealed record PluginSettingsFile(PluginSettings Settings, IReadOnlyList<TextError> Errors)
{
    /// <summary>Most NSn keys that are looked for.</summary>
    public const int MaxNameServers = 13;

    private const int MaxTtl = 604_800;

    private const string ApplicationSection = "Application", DatabaseSection = "DB";

    private static readonly SettingParser<string> License = new(TryParseLicense, "40 hexadecimal digits");

    private static readonly SettingParser<bool> YesOrNo = new(TryParseBoolean, "true or false");

    /// <summary>Reads the file; <c>PROXIMA__SECTION__KEY</c> in <paramref name="environment"/> wins over it.</summary>
    public static PluginSettingsFile Load(string path, IReadOnlyDictionary<string, string> environment) =>
        SourceText.TryRead(path, NodeSettingsFile.MaxFileLength, out var text, out var error)
            ? Parse(text, path, environment)
            : new PluginSettingsFile(new PluginSettings(), [error]);

    public static PluginSettingsFile Parse(string text, string file, IReadOnlyDictionary<string, string> environment)
    {
        var values = new SettingsReader(IniFile.Parse(text, file), environment);
        var settings = Read(values, file);
        values.ReportUnknown();
        values.Require(ApplicationSection, file);
        values.Require("DNS", file);
        values.Require(DatabaseSection, file);
        values.Require("Memcached", file);
        return new PluginSettingsFile(settings, values.Errors);
    }

    /// <summary>Whether it is a file of the plugin: the settings of a node have no such section.</summary>
    internal static bool IsOne(SettingsReader values) => values.Has(ApplicationSection);

    internal static PluginSettings Read(SettingsReader values, string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        return new PluginSettings
        {
            Application = new ApplicationSettings(
                values.Text(ApplicationSection, "Version"),
                values.Read<string?>(ApplicationSection, "License", null, License!),
                values.Read(ApplicationSection, "Debug", false, YesOrNo)) { Authority = ReadAuthority(values, file) },
            Zone = new PluginZoneReader(values, file).Read(MaxNameServers, SettingParsers.Number(0, MaxTtl)),
            Database = values.Has(DatabaseSection) ? DatabaseSettingsReader.Read(values, folder, DatabaseKind.Mysql) : null,
            Memcached = ReadMemcached(values),
        };
    }

    private static SharedStateServer? ReadMemcached(SettingsReader values)
    {
        var server = values.Text("Memcached", "Server");
        var port = values.Read("Memcached", "Port", 11211, SettingParsers.Number(1, 65535));
        var ttl = values.Read("Memcached", "TTL", 60, SettingParsers.Number(0, MaxTtl));
        return server is null || ttl == 0 ? null : new SharedStateServer(server, port, TimeSpan.FromSeconds(ttl));
    }

    private static Secret? ReadAuthority(SettingsReader values, string file)
    {
        var key = values.SecretOrFile("Application", "Authority", Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/");
        if (key?.Reveal().Length is > 0 and < LicenseAuthority.MinKeyLength)
        {
            values.Fail("Application", values.HasKey("Application", "Authority") ? "Authority" : "AuthorityFile", "the key of the licenses is too short", $"at least {LicenseAuthority.MinKeyLength} characters");
        }

        return key;
    }

    private static bool TryParseLicense(string text, [MaybeNullWhen(false)] out string license)
    {
        license = text.ToLowerInvariant().Replace(" ", string.Empty, StringComparison.Ordinal);
        return license.Split(',').All(one => one.Length == LicenseAuthority.LicenseLength && one.All(char.IsAsciiHexDigit));
    }

    private static bool TryParseBoolean(string text, out bool value)
    {
        value = text.ToLowerInvariant() is "true" or "yes" or "on" or "1";
        return value || text.ToLowerInvariant() is "false" or "no" or "off" or "0";
    }
}
