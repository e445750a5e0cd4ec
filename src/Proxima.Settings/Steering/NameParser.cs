using System.Net;
using System.Net.Sockets;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;
using Proxima.Settings.Values;

namespace Proxima.Settings.Steering;

/// <summary>Steered names: <c>- { name: www.example.org, pool: web, policy: near, ttl: 30, static: [192.0.2.1] }</c></summary>
internal sealed class NameParser(
    IReadOnlyDictionary<string, Pool?> pools,
    IReadOnlyDictionary<string, Policy?> policies,
    IReadOnlyList<ZoneReference> zones,
    CoverageCheck coverage,
    List<TextError> errors)
{
    private readonly Dictionary<(DomainName Name, RecordType? Type), int> lines = [];
    private readonly List<TextPosition> positions = [];

    private readonly TemplateParser templates = new(pools, errors);

    /// <summary>Of the names that <see cref="Parse"/> returned, by the same index.</summary>
    public IReadOnlyList<TextPosition> Positions => positions;

    public IReadOnlyList<SteeredName> Parse(IReadOnlyList<YamlNode> nodes)
    {
        var names = new List<SteeredName>();
        foreach (var node in nodes)
        {
            var map = new YamlMapReader(node, "a name", errors);
            if (ParseName(map) is { } name)
            {
                names.Add(name);
                positions.Add(map.PositionOf("name"));
            }
        }

        return names;
    }

    private SteeredName? ParseName(YamlMapReader map)
    {
        var type = ParseType(map);
        var name = ParseOwner(map, type);
        var names = ParsePools(map, isOfAddresses: type is null);
        var policy = map.Reference("policy", "policy", [.. policies.Keys], isRequired: true);
        var ttl = map.Number("ttl", 30, 0, SteeringLimits.Ttl);
        var template = type is { } other ? templates.Parse(map, other, names) : null;
        var addresses = type is null ? ParseStatic(map) : [];
        map.ReportUnknown();
        if (policy is not null && addresses.Count == 0 && template?.Static is not { Count: > 0 } && policies[policy]?.WhenEmpty == WhenEmpty.Static)
        {
            errors.Add(map.PositionOf("policy").Error($"policy '{policy}' answers static addresses, and there are none", "static: [address, ...]"));
        }

        if (name is null || names.Count == 0 || policy is null)
        {
            return null;
        }

        var steered = new SteeredName(name, names[0], policy, (uint)ttl, addresses.Count > 0 ? addresses : null) { NextPools = [.. names.Skip(1)], Records = template };
        coverage.Check(steered, policies[policy], map.PositionOf("policy"));
        return steered;
    }

    private static RecordType? ParseType(YamlMapReader map)
    {
        var words = RecordTemplate.Types.Select(RecordCatalog.NameOf).ToList();
        return map.Reference("type", "type", words, isRequired: false) is { } word ? RecordTemplate.Types[words.IndexOf(word)] : null;
    }

    // pool: web, or pools: [web, reserve].
    private List<string> ParsePools(YamlMapReader map, bool isOfAddresses)
    {
        if (map.Node("pools") is null)
        {
            return map.Reference("pool", "pool", [.. pools.Keys], isRequired: true) is { } only ? [only] : [];
        }

        if (map.Node("pool") is { } both)
        {
            errors.Add(both.At.Error("pool beside pools", "one of the two"));
        }

        var before = errors.Count;
        var names = new List<string>();
        foreach (var node in map.List("pools"))
        {
            var text = (node as YamlScalar)?.Text ?? string.Empty;
            if (!pools.ContainsKey(text))
            {
                errors.Add(node.At.Error($"unknown pool '{text}'", KnownWord.Expected(text, [.. pools.Keys], "pool")));
            }
            else if (names.Contains(text))
            {
                errors.Add(node.At.Error($"pool '{text}' a second time", "it once"));
            }
            else if (isOfAddresses && names.Count > 0 && pools[names[0]] is { } first && pools[text] is { } other && !FamiliesOf(first).SetEquals(FamiliesOf(other)))
            {
                errors.Add(node.At.Error($"pool '{text}' has {Words(FamiliesOf(other))}, pool '{names[0]}' has {Words(FamiliesOf(first))}", "the same, so that the name has the same types of records whichever is used"));
            }
            else
            {
                names.Add(text);
            }
        }

        if (names.Sum(pool => pools[pool]?.Endpoints.Count ?? 0) > SteeringLimits.EndpointsOfPool)
        {
            errors.Add(map.PositionOf("pools").Error("too many endpoints in all pools of a name", $"at most {SteeringLimits.EndpointsOfPool}"));
        }

        return errors.Count == before ? names : [];
    }

    private static HashSet<AddressFamily> FamiliesOf(Pool pool) => [.. pool.Endpoints.Select(endpoint => endpoint.Address.AddressFamily)];

    private static string Words(HashSet<AddressFamily> families) =>
        string.Join(" and ", families.Order().Select(family => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6"));

    private DomainName? ParseOwner(YamlMapReader map, RecordType? type)
    {
        if (map.RequiredText("name") is not { } text)
        {
            return null;
        }

        var at = map.PositionOf("name");
        if (!DomainName.TryParse(text, DomainName.Root, out var name, out var problem))
        {
            errors.Add(at.Error($"'{text}' is no domain name: {problem}", "a name, as www.example.org"));
            return null;
        }

        var before = lines.Where(line => line.Key.Name.Equals(name)).ToList();
        if (!lines.TryAdd((name, type), at.Line))
        {
            errors.Add(at.Error($"{name} a second time", $"it once (the first is in line {lines[(name, type)]})"));
        }
        else if (before.Count > 0 && (type == RecordType.CNAME || before[0].Key.Type == RecordType.CNAME))
        {
            errors.Add(at.Error($"{name} as a CNAME and as something else", $"the CNAME alone (the other is in line {before[0].Value})"));
        }
        else if (!zones.Any(zone => name.IsAtOrBelow(zone.Apex)))
        {
            var expected = zones.Count == 0 ? "a zone for it under zones:" : $"a name in {string.Join(", ", zones.Take(5).Select(zone => zone.Apex))}";
            errors.Add(at.Error($"{name} lies in none of the zones", expected));
        }

        return name;
    }

    private List<IPAddress> ParseStatic(YamlMapReader map)
    {
        var addresses = new List<IPAddress>();
        var nodes = map.List("static");
        if (nodes.Count > SteeringLimits.StaticAddresses)
        {
            errors.Add(map.PositionOf("static").Error($"{nodes.Count} static addresses", $"at most {SteeringLimits.StaticAddresses}"));
        }

        foreach (var node in nodes)
        {
            var text = (node as YamlScalar)?.Text ?? string.Empty;
            if (!AddressText.TryParse(text, out var address))
            {
                errors.Add(node.At.Error($"static '{text}'", AddressText.Expected));
            }
            else if (addresses.Contains(address))
            {
                errors.Add(node.At.Error($"static address {address} a second time", "it once"));
            }
            else
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }
}
