namespace Proxima.EndToEnd;

/// <summary>
/// The stated world of the main test: five sites, twelve client networks, and the round-trip time between each pair.
/// <para>
/// Luanda is the case that geography gets wrong: it lies at 8.84 S 13.23 E, so Johannesburg (26.20 S 28.05 E, 2,500 km) is its nearest site,
/// but its cable leads to Europe: Amsterdam (52.37 N 4.90 E, 6,900 km) answers in 95 ms and Johannesburg in 160.
/// </para>
/// In every row the best site leads the next by more than the tolerance (the larger of 10 ms and 15 %), so there is one right answer.
/// </summary>
internal sealed class Atlas
{
    private readonly Dictionary<(string Client, string Site), int> _rttsMs = [];

    public Atlas()
    {
        //            ams  nyc  gru  sin  jnb
        Row("london",   10,  75, 190, 170, 165, 51.51, -0.13);
        Row("warsaw",   25, 100, 210, 180, 185, 52.23, 21.01);
        Row("cairo",    60, 130, 240, 130, 190, 30.04, 31.24);
        Row("luanda",   95, 170, 220, 240, 160, -8.84, 13.23);
        Row("boston",   85,  10, 125, 230, 235, 42.36, -71.06);
        Row("denver",  120,  45, 160, 200, 270, 39.74, -104.99);
        Row("bogota",  150,  65, 110, 260, 300, 4.71, -74.07);
        Row("rio",     190, 120,  10, 320, 340, -22.91, -43.17);
        Row("cordoba", 220, 150,  45, 340, 330, -31.42, -64.18);
        Row("delhi",   130, 200, 320,  60, 220, 28.61, 77.21);
        Row("jakarta", 180, 235, 345,  15, 260, -6.21, 106.85);
        Row("durban",  170, 235, 340, 200,  15, -29.86, 31.02);
    }

    public const int NodeToClientMs = 10;

    public IReadOnlyList<Place> Sites { get; } =
    [
        new("ams", 52.37, 4.90, 1), new("nyc", 40.71, -74.01, 2), new("gru", -23.55, -46.63, 3), new("sin", 1.35, 103.82, 4), new("jnb", -26.20, 28.05, 5),
    ];

    public List<Place> Clients { get; } = [];

    /// <summary>Runs proximad; it stands in Amsterdam.</summary>
    public Place Node { get; } = new("node", 52.37, 4.90, 90);

    /// <summary>A public resolver that passes on its clients' subnets.</summary>
    public Place Resolver { get; } = new("resolver", 50.11, 8.68, 91);

    /// <summary>The site a client is to be sent to, by the matrix.</summary>
    public string LowestLatencySite(Place client, string? exceptSite = null) =>
        Sites.Select(s => s.Name).Where(s => s != exceptSite).MinBy(s => _rttsMs[(client.Name, s)])!;

    public int RttMs(Place client, Place site) => _rttsMs[(client.Name, site.Name)];

    public Place NearestSiteOnEarth(Place client) => Sites.MinBy(client.DistanceTo)!;

    /// <summary>Sets a pair's round-trip time here; the line tells a running world the same.</summary>
    public string Change(string client, string site, int rttMs)
    {
        _rttsMs[(client, site)] = rttMs;
        return $"set {client} {site} rtt={rttMs}ms";
    }

    /// <summary>The world file. What the matrix does not name is far from nothing: 10 ms.</summary>
    public string Describe() => string.Join('\n',
    [
        "seed 2026",
        .. Sites.Concat(Clients).Append(Node).Append(Resolver).Select(p => p.WorldLine),
        $"set * * rtt={NodeToClientMs}ms",
        .. Sites.Select((site, i) => $"set node {site.Name} rtt={(i == 0 ? 5 : _rttsMs[("london", site.Name)])}ms"),
        .. _rttsMs.Select(pair => $"set {pair.Key.Client} {pair.Key.Site} rtt={pair.Value}ms jitter=0.5ms"),
        "",
    ]);

    private void Row(string client, params ReadOnlySpan<double> values)
    {
        for (var i = 0; i < Sites.Count; i++)
        {
            _rttsMs[(client, Sites[i].Name)] = (int)values[i];
        }

        Clients.Add(new Place(client, values[Sites.Count], values[Sites.Count + 1], 100 + Clients.Count));
    }
}
