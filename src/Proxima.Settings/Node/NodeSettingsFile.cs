using System.Net;
using Proxima.Dns.Text;
using Proxima.Engine.Answering;
using Proxima.Engine.Listeners;
using Proxima.Engine.Protection;
using Proxima.Settings.GeoIp;
using Proxima.Settings.Plugin;

namespace Proxima.Settings.Node;

/// <summary>What the settings file with its environment holds: the settings, or every error in them; with an error the settings are not to be used.</summary>
public sealed record NodeSettingsFile(NodeSettings Settings, IReadOnlyList<TextError> Errors)
{
    /// <summary>Of a text file a person wrote, in octets.</summary>
    public const long MaxFileLength = 1_048_576;

    /// <summary>Where [Measure] Site stands: whether the steering file knows that site only the caller can tell.</summary>
    public TextPosition MeasureSiteAt { get; init; }

    /// <summary>Reads the file; <c>PROXIMA__SECTION__KEY</c> in <paramref name="environment"/> wins over it.</summary>
    public static NodeSettingsFile Load(string path, IReadOnlyDictionary<string, string> environment)
    {
        if (!SourceText.TryRead(path, MaxFileLength, out var text, out var error))
        {
            return new NodeSettingsFile(new NodeSettings(), [error]);
        }

        return Parse(text, path, environment);
    }

    /// <summary>Where the steering file of a node is looked for that is started on the plugin's file, which has no place to name one.</summary>
    public const string PluginSteeringFile = "/etc/proxima/steering.yaml";

    /// <summary>
    /// Parses settings; relative paths count from the folder of <paramref name="file"/>. The file of the PowerDNS plugin is one too, as it
    /// stands: its [DB] is the store's, and since PowerDNS answers there is no data plane. It may have the sections of a node besides.
    /// </summary>
    public static NodeSettingsFile Parse(string text, string file, IReadOnlyDictionary<string, string> environment)
    {
        var values = new SettingsReader(IniFile.Parse(text, file), environment);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        var defaults = new NodeSettings();
        var plugin = PluginSettingsFile.IsOne(values) ? PluginSettingsFile.Read(values, file) : null;
        var peers = PeerSettingsReader.Read(values, folder);
        var settings = new NodeSettings
        {
            Name = values.Text("Node", "Name") ?? defaults.Name,
            State = PathOf(values, folder, "Node", "State") ?? defaults.State,
            Dns = ReadDns(values, folder, plugin is null ? new DnsSettings().Listen : []),
            Api = new ApiSettings
            {
                Listen = values.Read("API", "Listen", defaults.Api.Listen, SettingParsers.EndPoint),
                Token = values.SecretOrFile("API", "Token", folder),
            },
            Database = plugin?.Database ?? (values.Has("DB") ? null : peers.ClusterDatabase) ?? DatabaseSettingsReader.Read(values, folder),
            SteeringFile = PathOf(values, folder, "Steering", "File") ?? (plugin is null ? null : PluginSteeringFile),
            Measure = ReadMeasure(values, folder, defaults.Measure),
            PublishInterval = values.Read("Publish", "Interval", defaults.PublishInterval, SettingParsers.Duration("100ms", "1h")),
            Notify = ReadNotify(values, folder),
            Agent = ReadAgent(values, folder),
            GeoIp = ReadGeoIp(values, folder),
            Peers = peers,
            Plugin = plugin,
        };
        values.ReportUnknown();
        return new NodeSettingsFile(settings, values.Errors) { MeasureSiteAt = values.PositionOf("Measure", "Site", file) };
    }

    private static DnsSettings ReadDns(SettingsReader values, string folder, IReadOnlyList<IPEndPoint> absent) => new()
    {
        Listen = values.Text("DNS", "Listen") == "none" ? [] : values.List("DNS", "Listen", absent, SettingParsers.EndPoint),
        Workers = values.Read("DNS", "Workers", 0, SettingParsers.Number(0, 1024)),
        Xdp = values.List("DNS", "Xdp", [], SettingParsers.InterfaceName),
        TcpConnections = values.Read("DNS", "TcpConnections", TcpLimits.DefaultConnections, SettingParsers.Number(1, TcpLimits.MaxConnections)),
        Nsid = values.Text("DNS", "Nsid", most: 128),
        SolicitTcp = values.Read("DNS", "SolicitTcp", 0, SettingParsers.Number(0, TcpSolicitation.MostPerMinute)),
        RateLimit = values.Read("DNS", "RateLimit", 0, SettingParsers.Number(0, RateLimit.MostPerSecond)),
        RateLimitSlip = values.Read("DNS", "RateLimitSlip", RateLimitSettings.DefaultSlip, SettingParsers.Number(0, RateLimit.MostSlip)),
        RateLimitExempt = values.List("DNS", "RateLimitExempt", [], SettingParsers.Network),
        CookieSecretFile = PathOf(values, folder, "DNS", "CookieSecretFile"),
    };

    private static MeasureSettings ReadMeasure(SettingsReader values, string folder, MeasureSettings defaults) => new()
    {
        Site = values.Text("Measure", "Site"),
        Interval = values.Read("Measure", "Interval", defaults.Interval, SettingParsers.Duration("100ms", "24h")),
        ProbesPerSecond = values.Read("Measure", "ProbesPerSecond", defaults.ProbesPerSecond, SettingParsers.Number(1, 100_000)),
        PerTargetPerSecond = values.Read("Measure", "PerTargetPerSecond", defaults.PerTargetPerSecond, SettingParsers.Number(1, 100)),
        PassivePorts = values.List("Measure", "PassivePorts", [], SettingParsers.Port),
        Networks = values.Read("Measure", "Networks", defaults.Networks, SettingParsers.Number(1, 10_000_000)),
        Dwell = values.Read("Measure", "Dwell", defaults.Dwell, SettingParsers.Duration("0s", "24h")),
        PerAsPerSecond = values.Read("Measure", "PerAsPerSecond", defaults.PerAsPerSecond, SettingParsers.Number(1, 100_000)),
        OptOut = PathOf(values, folder, "Measure", "OptOut"),
        Contact = values.Read("Measure", "Contact", defaults.Contact, SettingParsers.Contact),
        SamplesPerSecond = values.Read("Measure", "SamplesPerSecond", defaults.SamplesPerSecond, SettingParsers.Number(1, 10_000_000)),
        SpecialNetworks = values.Read("Measure", "SpecialNetworks", defaults.SpecialNetworks, SettingParsers.Word<SpecialNetworkRule>()),
        Tolerance = values.Read("Measure", "Tolerance", defaults.Tolerance, SettingParsers.Tolerance),
    };

    private static NotifySettings ReadNotify(SettingsReader values, string folder) => new()
    {
        Webhook = values.Read<Uri?>("Notify", "Webhook", null, SettingParsers.HttpUrl!),
        Token = values.SecretOrFile("Notify", "Token", folder),
        Command = PathOf(values, folder, "Notify", "Command"),
        Interval = values.Read("Notify", "Interval", new NotifySettings().Interval, SettingParsers.Duration("1s", "24h")),
    };

    private static AgentSettings ReadAgent(SettingsReader values, string folder)
    {
        var agent = new AgentSettings
        {
            Site = values.Text("Agent", "Site"),
            Peers = values.List("Agent", "Peers", [], SettingParsers.HttpUrl),
            Token = values.SecretOrFile("Agent", "Token", folder),
            Spool = PathOf(values, folder, "Agent", "Spool"),
            PassivePorts = values.List("Agent", "PassivePorts", [], SettingParsers.Port),
        };
        if (agent is { Peers.Count: > 0, Site: null })
        {
            values.Fail("Agent", "Peers", "peers without a site to measure from", "Site = NAME in [Agent]");
        }

        return agent;
    }

    private static GeoIpSettings ReadGeoIp(SettingsReader values, string folder)
    {
        var defaults = new GeoIpSettings();
        var files = values.List("GeoIP", "Files", defaults.Files, SettingParsers.GeoIpFile);
        if (files.Count > GeoIpFiles.MaxFiles)
        {
            values.Fail("GeoIP", "Files", $"{files.Count} files", $"at most {GeoIpFiles.MaxFiles}");
        }

        return new GeoIpSettings
        {
            Files = [.. files.Select(file => Path.Combine(folder, file))],
            Interval = values.Read("GeoIP", "Interval", defaults.Interval, SettingParsers.Duration("1s", "24h")),
        };
    }

    private static string? PathOf(SettingsReader values, string folder, string section, string key) =>
        values.Text(section, key) is { } path ? Path.Combine(folder, path) : null;
}
