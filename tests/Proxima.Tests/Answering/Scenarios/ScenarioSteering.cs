using System.Net;
using Proxima.Dns.Names;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Answering.Scenarios;

/// <summary>
/// The STEERING block: one pool, and steered names whose chain is healthy, nearest, take.
/// <code>
///   ENDPOINT fra1 fra 192.0.2.1
///   DOWN fra1
///   LATENCY 198.51.100.0/24 fra=10 nyc=90
///   NAME www.example. take=1 ttl=30 when-empty=static static=192.0.2.99
/// </code>
/// Or the steering file below a heading of docs/policies.md, with what is known at the moment.
/// <code>
///   POLICY EU clients stay in the EU
///   TIME 2026-11-23T06:10:00Z
///   PLACE 198.51.100.0/24 64496 DE 52.52 13.40
///   DOWN fra1 1000
///   USED fra 0.95
/// </code>
/// </summary>
internal sealed class ScenarioSteering
{
    private readonly List<Endpoint> endpoints = [];
    private readonly List<Policy> policies = [];
    private readonly List<SteeredName> names = [];
    private readonly List<(Prefix Network, Dictionary<string, SiteEstimate> BySite)> latencies = [];
    private readonly Dictionary<string, int> down = [];
    private readonly Dictionary<string, double> used = [];
    private readonly PlaceRanges places = new();
    private SteeringModel? page;

    /// <summary>For which the snapshot is made.</summary>
    public DateTimeOffset At { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Null when nothing is said of places.</summary>
    public PlaceRanges? Places => places.Count > 0 ? places : null;

    private List<string> Sites => page is null ? [.. endpoints.Select(endpoint => endpoint.Site).Distinct()] : [.. page.Sites.Select(site => site.Name)];

    public static ScenarioSteering Parse(IEnumerable<string> lines)
    {
        var steering = new ScenarioSteering();
        foreach (var line in lines)
        {
            steering.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return steering;
    }

    public SteeringModel Model() => page is not null ? page : names.Count == 0
        ? new SteeringModel([], [], [], [], [])
        : new SteeringModel([.. Sites.Select(name => new Site(name))], [new Pool("pool", endpoints)], [], policies, names);

    public HealthTable Health()
    {
        var table = new HealthTable(64);
        for (var slot = 0; slot < endpoints.Count; slot++)
        {
            var word = down.TryGetValue(endpoints[slot].Name, out var since) ? default(HealthWord).With(EndpointStatus.Down, since) : default(HealthWord).With(EndpointStatus.Up, 0);
            table.Set(slot, word.WithUsed(used.GetValueOrDefault(endpoints[slot].Site)));
        }

        return table;
    }

    public LatencyRows Latency()
    {
        var sites = Sites;
        var builder = new LatencyMapBuilder(sites.Count, Tolerance.Default, TimeSpan.Zero);
        foreach (var (network, bySite) in latencies)
        {
            builder.Add(network, [.. sites.Select(site => bySite.GetValueOrDefault(site, SiteEstimate.Unknown))]);
        }

        return builder.Build(DateTimeOffset.UnixEpoch);
    }

    private void Add(string[] words)
    {
        var pairs = words.Skip(1).Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        switch (words[0])
        {
            case "ENDPOINT":
                endpoints.Add(new Endpoint(words[1], words[2], IPAddress.Parse(words[3])));
                break;
            case "DOWN":
                down.Add(words[1], words.Length > 2 ? int.Parse(words[2]) : 0);
                break;
            case "USED":
                used.Add(words[1], double.Parse(words[2]));
                break;
            case "TIME":
                At = DateTimeOffset.Parse(words[1]);
                break;
            case "PLACE":
                AddPlace(words);
                break;
            case "POLICY":
                page = PoliciesPage.ModelOf(string.Join(' ', words[1..]));
                endpoints.AddRange(page.Pools.SelectMany(pool => pool.Endpoints));
                break;
            case "LATENCY":
                latencies.Add((Prefix.Parse(words[1]), pairs.ToDictionary(pair => pair.Key, pair => EstimateOf(pair.Value))));
                break;
            case "NAME":
                AddName(words[1], pairs);
                break;
            default:
                Assert.Fail($"'{words[0]}' is no word of STEERING");
                break;
        }
    }

    // RTT in ms; perhaps loss in per cent and jitter in ms behind it: 10/0.5/3.
    private static SiteEstimate EstimateOf(string text)
    {
        var numbers = text.Split('/').Select(double.Parse).ToArray();
        return SiteEstimate.Given(Rtt.FromMilliseconds(numbers[0])) with
        {
            Loss = numbers.Length > 1 ? (float)(numbers[1] / 100) : 0,
            Jitter = Rtt.FromMilliseconds(numbers.Length > 2 ? numbers[2] : 0),
        };
    }

    private void AddPlace(string[] words)
    {
        var network = Prefix.Parse(words[1]);
        Assert.True(CountryCode.TryParse(words[3], out var country));
        GeoPosition? position = words.Length > 5 ? new GeoPosition(double.Parse(words[4]), double.Parse(words[5])) : null;
        Assert.True(places.Add(network.IsIPv6, new AddressRange(network.High, network.High | (ulong.MaxValue >> network.Length)), new Place(uint.Parse(words[2]), country, position)));
    }

    private void AddName(string name, Dictionary<string, string> pairs)
    {
        var policy = $"policy{policies.Count}";
        var whenEmpty = Enum.Parse<WhenEmpty>(pairs.GetValueOrDefault("when-empty", "all"), ignoreCase: true);
        var none = new Dictionary<string, string>();
        policies.Add(new Policy(
            policy,
            [new FilterSettings("healthy", none), new FilterSettings("nearest", none), new FilterSettings("take", new Dictionary<string, string> { ["n"] = pairs.GetValueOrDefault("take", "1") })],
            whenEmpty));
        var addresses = pairs.GetValueOrDefault("static", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToList();
        names.Add(new SteeredName(DomainName.Parse(name), "pool", policy, uint.Parse(pairs.GetValueOrDefault("ttl", "30")), addresses));
    }
}
