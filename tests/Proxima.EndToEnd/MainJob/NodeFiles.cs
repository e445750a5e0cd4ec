namespace Proxima.EndToEnd;

/// <summary>
/// The files a person would write for this node, in a folder of their own. Times are short so that the test is: health by one ping a second
/// and three failures, a network measured every two seconds, a decision kept for five (dwell), a snapshot every second.
/// </summary>
internal sealed record NodeFiles(string Folder)
{
    public const string SteeredName = "www.example.org";

    public static readonly TimeSpan MonitorInterval = TimeSpan.FromSeconds(1), Dwell = TimeSpan.FromSeconds(5);
    public const int Fall = 3;

    private const int ApiPort = 8053;

    public string State => Path.Combine(Folder, "state");

    public string Settings => Path.Combine(Folder, "proxima.conf");

    public string Steering => Path.Combine(Folder, "steering.yaml");

    public string Zone => Path.Combine(Folder, "example.org.zone");

    public string Token => Path.Combine(Folder, "token");

    public static NodeFiles Write(Atlas atlas)
    {
        var files = new NodeFiles(Directory.CreateTempSubdirectory("proxima-e2e-").FullName);
        File.WriteAllText(files.Token, "a-token-only-this-test-knows-0123456789\n");
        File.WriteAllText(files.Zone, ZoneText(atlas));
        File.WriteAllText(files.Steering, SteeringText(atlas));
        File.WriteAllText(files.Settings, files.SettingsText(atlas));
        return files;
    }

    public static IEnumerable<string> AgentArguments(Place site, Place node, NodeFiles files) =>
        ["agent", "--site", site.Name, "--peer", ApiUrl(node), "--token-file", files.Token, "--interval", "2s"];

    public static IEnumerable<string> StatusArguments(Place node, NodeFiles files) =>
        ["status", "--json", "--api", ApiUrl(node), "--token-file", files.Token];

    public void Delete() => TemporaryFolder.Remove(Folder);

    private static string ApiUrl(Place node) => $"http://{node.IPv4}:{ApiPort}";

    private string SettingsText(Atlas atlas) => $"""
        [Node]
        Name = node
        State = {State}

        [DNS]
        Listen = {atlas.Node.IPv4}:53, [{atlas.Node.IPv6}]:53
        Workers = 1

        [API]
        Listen = {atlas.Node.IPv4}:{ApiPort}
        TokenFile = token

        [Steering]
        File = steering.yaml

        [Measure]
        Dwell = {Dwell.TotalSeconds}s

        [Publish]
        Interval = 1s

        """;

    private static string ZoneText(Atlas atlas) => $"""
        $ORIGIN example.org.
        $TTL 3600
        @   IN SOA ns1 hostmaster 1 7200 3600 1209600 300
        @   IN NS  ns1
        ns1 IN A    {atlas.Node.IPv4}
        ns1 IN AAAA {atlas.Node.IPv6}

        """;

    private static string SteeringText(Atlas atlas) => $$"""
        zones:
          - { name: example.org, file: example.org.zone }
        sites:
        {{Lines(atlas, s => $"  {s.Name}: {{ latitude: {s.Latitude}, longitude: {s.Longitude} }}")}}
        monitors:
          ping: { kind: icmp, interval: {{MonitorInterval.TotalSeconds}}s, timeout: 500ms, fall: {{Fall}}, rise: 2 }
        pools:
          web:
            monitor: ping
            endpoints:
        {{Lines(atlas, s => $"      - {{ name: {s.Name}4, site: {s.Name}, address: {s.IPv4} }}")}}
        {{Lines(atlas, s => $"      - {{ name: {s.Name}6, site: {s.Name}, address: '{s.IPv6}' }}")}}
        policies:
          near:
            chain: [ healthy, nearest, { take: 1 } ]
        names:
          - { name: {{SteeredName}}, pool: web, policy: near, ttl: 5 }

        """;

    private static string Lines(Atlas atlas, Func<Place, string> line) => string.Join('\n', atlas.Sites.Select(line));
}
