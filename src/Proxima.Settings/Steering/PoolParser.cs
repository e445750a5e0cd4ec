using Proxima.Dns.Text;
using Proxima.Engine.Health.Agreement;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary>Pools and their endpoints: <c>- { name: fra1, site: fra, address: 192.0.2.1, weight: 10, priority: 0, target: fra.example.org }</c></summary>
internal sealed class PoolParser(IReadOnlyCollection<string> sites, IReadOnlyCollection<string> monitors, List<TextError> errors)
{
    private const double DefaultTargetLoad = 0.8;

    public Pool Parse(string name, YamlMapReader map)
    {
        var monitor = MonitorParser.ParseChoice(map, monitors, errors);
        var nodes = map.List("endpoints");
        if (nodes.Count is 0 or > SteeringLimits.EndpointsOfPool)
        {
            errors.Add(map.PositionOf("endpoints").Error($"{nodes.Count} endpoints in pool '{name}'", $"1 to {SteeringLimits.EndpointsOfPool}"));
        }

        var written = nodes.Select(node => new Written(node, errors)).ToList();
        var taken = written.Select(endpoint => endpoint.Name).OfType<string>().ToHashSet();
        var endpoints = new List<Endpoint>();
        foreach (var endpoint in written)
        {
            if (endpoint.Name is not null && endpoints.Exists(other => other.Name == endpoint.Name))
            {
                errors.Add(endpoint.Map.PositionOf("name").Error($"endpoint '{endpoint.Name}' a second time in pool '{name}'", "a name of its own"));
            }
            else if (ParseEndpoint(endpoint, taken) is { } parsed)
            {
                ExpectNewAddress(endpoint, parsed, endpoints);
                endpoints.Add(parsed);
            }
        }

        return new Pool(name, endpoints, monitor) { TargetLoad = map.Share("target-load", DefaultTargetLoad), Quorum = ParseQuorum(map) };
    }

    private Quorum ParseQuorum(YamlMapReader map)
    {
        var vantages = map.Number("vantages", Quorum.Default.Vantages, 1, Quorum.MostVantages);
        var need = map.Number("quorum", Math.Min(Quorum.Default.Need, vantages), 1, Quorum.MostVantages);
        if (need > vantages)
        {
            errors.Add(map.PositionOf("quorum").Error($"a quorum of {need} of {vantages} vantages", $"1 to {vantages}, or more vantages"));
        }

        return new Quorum(vantages, need);
    }

    private Endpoint? ParseEndpoint(Written endpoint, HashSet<string> taken)
    {
        var map = endpoint.Map;
        var site = map.Reference("site", "site", sites, isRequired: true);
        var text = map.RequiredText("address");
        var weight = map.Number("weight", 1, 0, SteeringLimits.Weight);
        var priority = map.Number("priority", 0, 0, SteeringLimits.Weight);
        var target = map.Name("target");
        map.ReportUnknown();
        if (endpoint.Name is not null)
        {
            map.Expect("name", endpoint.Name, SteeringParser.IsWord(endpoint.Name), $"1 to {SteeringLimits.WordLength} letters, digits, '-', '_' or '.'");
        }

        System.Net.IPAddress? address = null;
        if (text is not null)
        {
            map.Expect("address", text, AddressText.TryParse(text, out address), AddressText.Expected);
        }

        return site is null || address is null ? null : new Endpoint(endpoint.Name ?? NextName(site, taken), site, address, weight, priority) { Target = target };
    }

    private void ExpectNewAddress(Written endpoint, Endpoint parsed, List<Endpoint> before)
    {
        if (before.Find(other => other.Address.Equals(parsed.Address)) is { } same)
        {
            errors.Add(endpoint.Map.PositionOf("address").Error($"address {parsed.Address} a second time in the pool", $"it once (endpoint '{same.Name}' has it)"));
        }
    }

    // Site and ordinal: the name a person would give it, skipping those somebody gave.
    private static string NextName(string site, HashSet<string> taken)
    {
        var ordinal = 1;
        while (!taken.Add($"{site}{ordinal}"))
        {
            ordinal++;
        }

        return $"{site}{ordinal}";
    }

    private sealed class Written(YamlNode node, List<TextError> errors)
    {
        public YamlMapReader Map { get; } = new(node, "an endpoint", errors);

        public string? Name => Map.Text("name");
    }
}
