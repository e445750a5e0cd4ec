using System.Globalization;
using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary>
/// Three sites, five client networks and three hosts for nodes. Of 10.40.4.0/22 the first two networks are near New York, the others near
/// Amsterdam; 10.50.1.0/24 is near Amsterdam too, whatever geolocation databases say of it.
/// </summary>
public sealed class PlacedWorld : IAsyncLifetime
{
    internal const double NearMs = 20, FarMs = 90;

    /// <summary>Its place is what the tests' databases say.</summary>
    internal const string Placed = "10.50.1.0/24";

    private static readonly (string Name, string Address)[] Sites = [("ams", "10.1.0.1"), ("nyc", "10.2.0.1"), ("sin", "10.3.0.1")];
    private static readonly (string Name, string Address, string Near)[] Clients =
        [("c4", "10.40.4.9", "nyc"), ("c5", "10.40.5.9", "nyc"), ("c6", "10.40.6.9", "ams"), ("c7", "10.40.7.9", "ams"), ("placed", "10.50.1.9", "ams")];

    internal World World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // each test says so and is skipped
        }

        World = await World.Up(string.Join('\n',
        [
            .. Sites.Select(site => $"host {site.Name} {site.Address}/24"),
            .. Clients.Select(client => $"host {client.Name} {client.Address}/24"),
            .. Enumerable.Range(1, 3).Select(node => $"host node{node} {NodeAddress(node)}/24"),
            "set * * rtt=10ms",
            .. Clients.SelectMany(client => Sites.Select(site => string.Create(CultureInfo.InvariantCulture, $"set {client.Name} {site.Name} rtt={(site.Name == client.Near ? NearMs : FarMs)}ms"))),
            "",
        ]));
    }

    internal static string NodeAddress(int node) => $"10.9{node}.0.1";

    internal static string AddressOf(string site) => Sites.Single(known => known.Name == site).Address;

    internal static IEnumerable<string> SiteNames => Sites.Select(site => site.Name);

    public async ValueTask DisposeAsync()
    {
        if (World is not null)
        {
            await World.DisposeAsync();
        }
    }
}

/// <summary>A node of that world with settings of its own; every test starts one on a host of its own.</summary>
internal sealed class PlacedNode : IAsyncDisposable
{
    private const string Name = "www.example.org";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-placed-");
    private readonly List<BackgroundProcess> agents = [];
    private readonly PlacedWorld world;
    private readonly int number;

    private PlacedNode(PlacedWorld world, int number) => (this.world, this.number) = (world, number);

    public BackgroundProcess Process { get; private set; } = null!;

    private string Address => PlacedWorld.NodeAddress(number);

    private Host Host => world.World.Host($"node{number}");

    /// <param name="geoIp">Files in the node's folder that <c>[GeoIP] Files</c> names; none: there is no such section.</param>
    /// <param name="prepare">Writes what the node finds in its folder.</param>
    public static async Task<PlacedNode> StartAsync(PlacedWorld world, int number, string? geoIp = null, Action<string>? prepare = null)
    {
        var node = new PlacedNode(world, number);
        prepare?.Invoke(node.folder.FullName);
        await node.WriteFilesAsync(geoIp);
        node.Process = node.Host.Start(Repository.Program("proximad"), "--config", node.PathOf("proxima.conf"));
        await Until.Holds(async () => (await node.Ask("10.0.0.0/24")).Status == "NOERROR", Deadlines.Step, () => $"the node answers; it said:\n{node.Process.Log}");
        return node;
    }

    public string PathOf(string file) => Path.Combine(folder.FullName, file);

    /// <summary>An agent at every site measures and reports here.</summary>
    public void StartAgents()
    {
        foreach (var site in PlacedWorld.SiteNames)
        {
            agents.Add(world.World.Host(site).Start(
                Repository.Program("proxima"), "agent", "--site", site, "--peer", $"http://{Address}:8053", "--token-file", PathOf("token"), "--interval", "2s"));
        }
    }

    /// <summary>What a resolver hears that asks for a client network.</summary>
    public Task<Dig> Ask(string network) => Dig.Ask(Host, $"@{Address}", Name, "A", $"+subnet={network}");

    /// <summary>Asks until the network is answered with a site, and returns that reply.</summary>
    public async Task<Dig> UntilAnswered(string network, string site)
    {
        Dig? last = null;
        await Until.Holds(
            async () => (last = await Ask(network)).Addresses.Select(address => address.ToString()).SequenceEqual([PlacedWorld.AddressOf(site)]), Deadlines.Measured,
            () => $"{network} is answered with {site}; last:\n{last?.Text}\nthe node:\n{Process.Log}");
        return last!;
    }

    public async Task<JsonElement> Explain(string network)
    {
        var explained = await Finished.Run(Repository.Program("proxima"), "explain", Name, "A", "--client", network, "--json", "--state", PathOf("state"));
        Assert.True(explained.ExitCode == 0, explained.Errors);
        using var document = JsonDocument.Parse(explained.Output);
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }

        if (Process is not null)
        {
            await Process.DisposeAsync();
        }

        TemporaryFolder.Remove(folder.FullName);
    }

    private async Task WriteFilesAsync(string? geoIp)
    {
        await File.WriteAllTextAsync(PathOf("token"), "a-token-only-this-test-knows-0123456789\n");
        await File.WriteAllTextAsync(PathOf("example.org.zone"), $"""
            $ORIGIN example.org.
            @   3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 300
            @   3600 IN NS  ns1
            ns1 3600 IN A   {Address}

            """);
        await File.WriteAllTextAsync(PathOf("steering.yaml"), $$"""
            zones: [ { name: example.org, file: example.org.zone } ]
            sites:
              ams: { latitude: 52.37, longitude: 4.90 }
              nyc: { latitude: 40.71, longitude: -74.01 }
              sin: { latitude: 1.35, longitude: 103.82 }
            pools: { web: { endpoints: [ {{string.Join(", ", PlacedWorld.SiteNames.Select(site => $"{{ site: {site}, address: {PlacedWorld.AddressOf(site)} }}"))}} ] } }
            policies: { near: { chain: [ healthy, nearest, { take: 1 } ] } }
            names: [ { name: {{Name}}, pool: web, policy: near, ttl: 5 } ]

            """);
        await File.WriteAllTextAsync(PathOf("proxima.conf"), $"""
            [Node]
            State = {PathOf("state")}
            [DNS]
            Listen = {Address}:53
            Workers = 1
            [API]
            Listen = {Address}:8053
            TokenFile = token
            [Steering]
            File = steering.yaml
            [Measure]
            Dwell = 1s
            [Publish]
            Interval = 1s
            {(geoIp is null ? "" : $"[GeoIP]\nFiles = {geoIp}\nInterval = 1s")}

            """);
    }
}
