namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// Foretells the latency of sites that never measured a network. A network is one of several kinds: it lies where geolocation says and
/// follows the distance law; it is like one of the networks (or sites) that are known in full; it lies where another one lies, since
/// geolocation may be wrong; or it is anywhere. Its own measurements weigh the kinds, and each kind foretells the rest. Deterministic;
/// immutable once built, so that threads can share it, each with its own <see cref="NetworkPrediction"/>.
/// </summary>
public sealed class LatencyPredictor
{
    private readonly PredictorParameters parameters;
    private readonly SiteMesh mesh;
    private readonly double noise;
    private readonly DistanceLaw law;
    private readonly NetworkGaussian broad;
    private readonly NetworkGaussian? aroundLaw;
    private readonly TemplateSet templates;
    private readonly double[] withinPrefix;
    private readonly List<double[]> elsewhere = [];

    public LatencyPredictor(SiteMesh mesh, IReadOnlyList<KnownNetwork> known, PredictorParameters? parameters = null)
    {
        this.parameters = parameters ?? PredictorParameters.Default;
        this.mesh = mesh;
        SiteCount = mesh.Count;
        noise = this.parameters.NoiseAt(known.Count == 0 ? 0 : known.Average(network => network.Doubt));
        law = DistanceLaw.Fit(mesh, known);
        var distances = MeshRows.Complete(mesh, law);
        var rows = known.Select(network => Array.ConvertAll(network.RttMs, ms => double.IsNaN(ms) ? double.NaN : LogRtt.Of(ms))).ToList();
        var siteRows = MeshRows.AsNetworks(distances, SiteCount);
        broad = NetworkGaussian.Fit(SiteCount, [.. rows, .. siteRows], BroadPrior(distances), noise);
        withinPrefix = Covariance.OfMesh(distances, SiteCount, 0.002, 0.003, 0.01, 30);
        if (mesh.HasPositions)
        {
            aroundLaw = FitAroundLaw(known, rows, distances);
        }

        templates = TemplateSet.Build(mesh, known, rows, siteRows, log => broad.Fill(log, noise), this.parameters.MaxTemplates);
        templates.FitLikeness(distances, this.parameters.TailFreedom);
        if (aroundLaw is not null)
        {
            elsewhere.AddRange(templates.Positions.Where(position => position is not null).Select(position => LawAt(position!.Value)));
        }
    }

    public int SiteCount { get; }

    public bool IsPlaced => aroundLaw is not null;

    public PredictorParameters Parameters => parameters;

    /// <summary>Known networks and sites kept as templates.</summary>
    public int TemplateCount => templates.Means.Count;

    /// <summary>The kinds a network may be of, with their shares before its own measurements.</summary>
    internal List<KindGroup> KindsOf(in NetworkEvidence network)
    {
        var priors = new double[templates.Means.Count];
        var result = new List<KindGroup>();
        var rest = 1.0;
        rest -= AddMates(result, network.Mates, rest * parameters.AlikePrefix, Evidence.Covering, withinPrefix);
        rest -= AddMates(result, network.SystemMates, rest * parameters.AlikeSystem, Evidence.System, templates.Covariance);
        if (network.Position is null)
        {
            rest -= AddMates(result, network.CountryMates, rest * parameters.AlikeCountry, Evidence.Country, templates.Covariance);
        }

        if (aroundLaw is null || network.Position is not { } place)
        {
            TemplateSet.AddEvenly(priors, rest * parameters.AlikeWithoutPlace);
            result.Add(new KindGroup(Evidence.Prior, broad.Covariance, [broad.Mean], [Math.Log(rest * (1 - parameters.AlikeWithoutPlace))]));
        }
        else
        {
            var near = templates.AddNear(priors, place, rest * parameters.PlaceIsRight, parameters);
            var wrong = rest * (1 - parameters.PlaceIsRight);
            TemplateSet.AddEvenly(priors, wrong * parameters.AlikeWhenMisplaced);
            var other = Math.Log(wrong * (1 - parameters.AlikeWhenMisplaced) / elsewhere.Count);
            result.Add(new KindGroup(
                Evidence.Geo, aroundLaw.Covariance, [LawAt(place), .. elsewhere], [Math.Log((rest * parameters.PlaceIsRight) - near), .. Enumerable.Repeat(other, elsewhere.Count)]));
        }

        result.Add(new KindGroup(Evidence.Alike, templates.Covariance, templates.Means, Array.ConvertAll(priors, prior => Math.Log(Math.Max(prior, 1e-12)))));
        return result;
    }

    // Each mate is a kind of its own; together they have the share. Returns what they took of it.
    private double AddMates(List<KindGroup> kinds, IReadOnlyList<double[]> mates, double share, Evidence evidence, double[] covariance)
    {
        if (mates.Count == 0)
        {
            return 0;
        }

        kinds.Add(new KindGroup(evidence, covariance, [.. mates.Select(AsTemplate)], [.. Enumerable.Repeat(Math.Log(share / mates.Count), mates.Count)]));
        return share;
    }

    // A mate's gaps are what networks at large with its figures have.
    private double[] AsTemplate(double[] rttMs) =>
        broad.Fill(Array.ConvertAll(rttMs, ms => double.IsNaN(ms) ? double.NaN : LogRtt.Of(ms)), noise);

    private static double[] BroadPrior(double[] distances) => Covariance.OfMesh(distances, (int)Math.Sqrt(distances.Length), 0.15, 0.45, 0.02, 60);

    private NetworkGaussian FitAroundLaw(IReadOnlyList<KnownNetwork> known, List<double[]> rows, double[] distances)
    {
        var rests = new List<double[]>();
        for (var i = 0; i < known.Count; i++)
        {
            if (known[i].Position is { } place)
            {
                rests.Add([.. rows[i].Select((log, site) => log - LawAt(place, site))]);
            }
        }

        return NetworkGaussian.Fit(SiteCount, rests, Covariance.OfMesh(distances, SiteCount, 0.10, 0.15, 0.02, 60), noise);
    }

    private double LawAt(in GeoPosition place, int site) => LogRtt.Of(law.MsAt(place.KilometresTo(mesh.PositionOf(site)!.Value)));

    private double[] LawAt(GeoPosition place) => [.. Enumerable.Range(0, SiteCount).Select(site => LawAt(place, site) + aroundLaw!.Mean[site])];
}
