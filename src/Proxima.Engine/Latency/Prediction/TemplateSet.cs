namespace Proxima.Engine.Latency.Prediction;

/// <summary>The networks others may be like: every site, and known networks measured by enough sites.</summary>
internal sealed class TemplateSet
{
    private readonly int siteCount;

    private TemplateSet(int siteCount) => this.siteCount = siteCount;

    public List<double[]> Means { get; } = [];

    public List<GeoPosition?> Positions { get; } = [];

    public double[] Covariance { get; private set; } = [];

    /// <summary>A template's gaps are filled by <paramref name="fill"/>; with fewer than half of the sites measured it is none.</summary>
    public static TemplateSet Build(
        SiteMesh mesh, IReadOnlyList<KnownNetwork> known, List<double[]> rows, List<double[]> siteRows, Func<double[], double[]> fill, int most)
    {
        var result = new TemplateSet(mesh.Count);
        for (var site = 0; site < mesh.Count; site++)
        {
            // A site that no other measured and whose place is unknown is no pattern for anybody.
            if (mesh.PositionOf(site) is not null || Enumerable.Range(0, mesh.Count).Count(other => other != site && double.IsFinite(mesh.RttMs(site, other))) * 2 >= mesh.Count)
            {
                result.Means.Add(siteRows[site]);
                result.Positions.Add(mesh.PositionOf(site));
            }
        }

        var enough = Enumerable.Range(0, known.Count).Where(i => rows[i].Count(double.IsFinite) * 2 >= mesh.Count && mesh.Count > 0).ToList();
        foreach (var i in TemplateChoice.Pick(enough, i => fill(rows[i]), most))
        {
            result.Means.Add(fill(rows[i]));
            result.Positions.Add(known[i].Position);
        }

        return result;
    }

    public void FitLikeness(double[] distances, double freedom) => Covariance = Likeness.Fit(Means, distances, siteCount, freedom);

    public static void AddEvenly(double[] priors, double share)
    {
        for (var i = 0; i < priors.Length; i++)
        {
            priors[i] += share / priors.Length;
        }
    }

    /// <summary>Gives templates near the place their part of a share, by distance; returns how much of it they took.</summary>
    public double AddNear(double[] priors, in GeoPosition place, double share, PredictorParameters parameters)
    {
        var near = new double[priors.Length];
        var sum = 0.0;
        for (var i = 0; i < near.Length; i++)
        {
            near[i] = Positions[i] is { } there ? Math.Exp(-place.KilometresTo(there) / parameters.NearScaleKm) : 0;
            sum += near[i];
        }

        var taken = 0.0;
        for (var i = 0; i < near.Length; i++)
        {
            var part = share * parameters.NearHalf * near[i] / (sum + parameters.NearHalf);
            priors[i] += part;
            taken += part;
        }

        return taken;
    }
}
