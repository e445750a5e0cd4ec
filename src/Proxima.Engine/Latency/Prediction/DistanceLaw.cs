namespace Proxima.Engine.Latency.Prediction;

/// <summary>RTT by distance, as a straight line.</summary>
internal readonly record struct DistanceLaw(double AtZeroMs, double PerKmMs)
{
    /// <summary>
    /// Without a mesh: light in fibre takes 1 ms there and back per 100 km, and real paths are half as long again as the great circle
    /// (with the mesh of any real set of sites the fitted slope lies between .013 and .018).
    /// </summary>
    public static DistanceLaw Default => new(5, 0.015);

    /// <summary>Sites closer than this say more about the last mile than about distance.</summary>
    private const double ShortestKm = 100;

    private const double LeastAtZeroMs = 3;

    public double MsAt(double km) => Math.Max(1, AtZeroMs + (PerKmMs * km));

    /// <summary>Median slope over the site mesh, then the median rest: half of the pairs may be wrong.</summary>
    public static DistanceLaw Fit(SiteMesh mesh, IReadOnlyList<KnownNetwork> known)
    {
        var pairs = new List<(double Km, double Ms)>();
        for (var a = 0; a < mesh.Count; a++)
        {
            for (var b = 0; b < a; b++)
            {
                if (mesh.PositionOf(a) is { } from && mesh.PositionOf(b) is { } to && !double.IsNaN(mesh.RttMs(a, b)))
                {
                    pairs.Add((from.KilometresTo(to), mesh.RttMs(a, b)));
                }
            }
        }

        if (pairs.Count < 3)
        {
            AddKnown(pairs, mesh, known);
        }

        if (pairs.Count < 3)
        {
            return Default;
        }

        var slope = Middle.Of(pairs.Select(pair => pair.Ms / Math.Max(pair.Km, ShortestKm)));
        return new DistanceLaw(Math.Max(LeastAtZeroMs, Middle.Of(pairs.Select(pair => pair.Ms - (slope * pair.Km)))), slope);
    }

    // Sites that do not measure each other: the networks they measured tell as well, though their places are less sure.
    private static void AddKnown(List<(double Km, double Ms)> pairs, SiteMesh mesh, IReadOnlyList<KnownNetwork> known)
    {
        foreach (var network in known)
        {
            for (var site = 0; site < mesh.Count; site++)
            {
                if (network.Position is { } from && mesh.PositionOf(site) is { } to && double.IsFinite(network.RttMs[site]))
                {
                    pairs.Add((from.KilometresTo(to), network.RttMs[site]));
                }
            }
        }
    }
}
