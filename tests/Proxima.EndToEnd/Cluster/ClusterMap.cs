namespace Proxima.EndToEnd.Cluster;

/// <summary>
/// Three servers around the world, each with DNS and service on it, as the article has them, a client near each, and a resolver that passes on
/// its clients' subnets. In every row the best leads the next by more than the tolerance, with one server missing too.
/// </summary>
internal sealed class ClusterMap
{
    private static readonly Dictionary<(string From, string To), int> RttsMs = new()
    {
        [("london", "ams")] = 10, [("london", "nyc")] = 75, [("london", "sin")] = 170,
        [("boston", "ams")] = 85, [("boston", "nyc")] = 10, [("boston", "sin")] = 230,
        [("jakarta", "ams")] = 180, [("jakarta", "nyc")] = 235, [("jakarta", "sin")] = 15,
        [("ams", "nyc")] = 75, [("ams", "sin")] = 160, [("nyc", "sin")] = 220,
    };

    public IReadOnlyList<Place> Nodes { get; } = [new("ams", 52.37, 4.90, 1), new("nyc", 40.71, -74.01, 2), new("sin", 1.35, 103.82, 4)];

    public IReadOnlyList<Place> Clients { get; } = [new("london", 51.51, -0.13, 101), new("boston", 42.36, -71.06, 102), new("jakarta", -6.21, 106.85, 103)];

    public Place Resolver { get; } = new("resolver", 50.11, 8.68, 91);

    /// <summary>The address a client is to get.</summary>
    public string Best(Place client, string? without = null) =>
        Nodes.Where(node => node.Name != without).MinBy(node => RttsMs[(client.Name, node.Name)])!.IPv4;

    public string Describe() => string.Join('\n',
    [
        "seed 2026",
        .. Nodes.Concat(Clients).Append(Resolver).Select(place => place.WorldLine),
        "set * * rtt=20ms",
        .. RttsMs.Select(pair => $"set {pair.Key.From} {pair.Key.To} rtt={pair.Value}ms"),
        "",
    ]);
}
