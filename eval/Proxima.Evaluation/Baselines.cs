namespace Proxima.Evaluation;

/// <summary>What anybody could do without a model: the figures to beat.</summary>
internal static class Baselines
{
    public static Strategy Random => new("random", 0, false, situation =>
    {
        var random = new Random(situation.Seed);
        return (_, _) => (random.Next(situation.Mesh.Count), -1);
    });

    /// <summary>The site with the lowest mean over the warm networks, for everybody.</summary>
    public static Strategy SingleBestSite => new("single-best", 0, false, situation =>
    {
        var best = Lowest([.. Enumerable.Range(0, situation.Mesh.Count).Select(site => situation.Warm.Average(network => network.RttMs[site]))]);
        return (_, _) => (best, -1);
    });

    public static Strategy GeoNearest => new("geo-nearest", 0, false, situation => (client, _) => (Lowest(Kilometres(situation, client)), -1));

    /// <summary>Probes the nearest sites by geography, in that order, and serves the best measured.</summary>
    public static Strategy GeoShortlist(int most) => new("geo-shortlist", most, false, situation => (client, measured) =>
    {
        var km = Kilometres(situation, client);
        var serve = measured.Any(double.IsFinite) ? Lowest(measured) : Lowest(km);
        return (serve, Lowest([.. km.Select((d, site) => double.IsFinite(measured[site]) ? double.NaN : d)]));
    });

    public static Strategy AllMeasured(int sites) => new("all-measured", sites, true, _ => (_, measured) =>
        (measured.Any(double.IsFinite) ? Lowest(measured) : 0, Array.FindIndex(measured, double.IsNaN)));

    /// <summary>The first of the lowest; NaN is not there.</summary>
    public static int Lowest(double[] figures)
    {
        var best = -1;
        for (var i = 0; i < figures.Length; i++)
        {
            best = double.IsFinite(figures[i]) && (best < 0 || figures[i] < figures[best]) ? i : best;
        }

        return best;
    }

    private static double[] Kilometres(Situation situation, ColdClient client) =>
        [.. Enumerable.Range(0, situation.Mesh.Count).Select(site => client.Position!.Value.KilometresTo(situation.Mesh.PositionOf(site)!.Value))];
}
