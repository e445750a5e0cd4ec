using Proxima.Dns.Names;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>The steering file from top to bottom. What is referred to is parsed before what refers to it, whatever their order in the file.</summary>
internal sealed class SteeringParser
{
    private readonly List<TextError> errors = [];
    private readonly YamlMapReader root;

    public SteeringParser(YamlNode root) => this.root = new YamlMapReader(root, "the steering file", errors);

    public static SteeringModel Nothing { get; } = new([], [], [], [], []);

    public SteeringFile Parse()
    {
        var zones = ParseZones();
        var sites = Entries("sites", "site", (name, map) => SiteParser.Parse(name, map, errors));
        if (sites.Count > SteeringLimits.Sites)
        {
            errors.Add(root.PositionOf("sites").Error($"{sites.Count} sites", $"at most {SteeringLimits.Sites}"));
        }

        var monitors = Entries("monitors", "monitor", (name, map) => MonitorParser.Parse(name, map, errors));
        var pools = new PoolParser([.. sites.Keys], [.. monitors.Keys], errors);
        var parsedPools = Entries("pools", "pool", pools.Parse);
        var policyParser = new PolicyParser(Present(sites), errors);
        var policies = Entries("policies", "policy", policyParser.Parse);
        var names = new NameParser(parsedPools, policies, zones, new CoverageCheck(Present(sites), parsedPools, policyParser, errors), errors);
        var parsedNames = names.Parse(root.List("names"));
        root.ReportUnknown();

        var model = new SteeringModel(Present(sites), Present(parsedPools), Present(monitors), Present(policies), parsedNames);
        var sorted = errors.OrderBy(error => error.Line).ThenBy(error => error.Column).ToList();
        return new SteeringFile(model, zones, sorted) { NamePositions = names.Positions };
    }

    private static List<T> Present<T>(Dictionary<string, T?> parsed)
        where T : class => [.. parsed.Values.OfType<T>()];

    /// <summary>Named entries of one section. A name whose entry is broken stays known (with null), so that references to it are no second error.</summary>
    private Dictionary<string, T?> Entries<T>(string section, string kind, Func<string, YamlMapReader, T?> parse)
        where T : class
    {
        var parsed = new Dictionary<string, T?>();
        if (root.Node(section) is not { } node)
        {
            return parsed;
        }

        foreach (var (key, value) in YamlMapReader.EntriesOf(node, section, errors))
        {
            if (!IsWord(key.Text))
            {
                errors.Add(key.At.Error($"{kind} name '{key.Text}'", $"1 to {SteeringLimits.WordLength} letters, digits, '-', '_' or '.'"));
            }

            var before = errors.Count;
            var map = new YamlMapReader(value, $"{kind} '{key.Text}'", errors);
            var entry = parse(key.Text, map);
            map.ReportUnknown();
            parsed[key.Text] = errors.Count == before ? entry : null;
        }

        return parsed;
    }

    public static bool IsWord(string text) =>
        text.Length is > 0 and <= SteeringLimits.WordLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private List<ZoneReference> ParseZones()
    {
        var zones = new List<ZoneReference>();
        foreach (var node in root.List("zones"))
        {
            var map = new YamlMapReader(node, "a zone", errors);
            var name = map.RequiredText("name");
            var file = map.RequiredText("file");
            map.ReportUnknown();
            if (name is null || file is null)
            {
                continue;
            }

            if (!DomainName.TryParse(name, DomainName.Root, out var apex, out var problem))
            {
                errors.Add(map.PositionOf("name").Error($"'{name}' is no domain name: {problem}", "the zone's apex, as example.org"));
            }
            else if (zones.Exists(zone => zone.Apex.Equals(apex)))
            {
                errors.Add(map.PositionOf("name").Error($"zone {apex} a second time", "each zone once"));
            }
            else
            {
                zones.Add(new ZoneReference(apex, file, map.PositionOf("file")));
            }
        }

        return zones;
    }
}
