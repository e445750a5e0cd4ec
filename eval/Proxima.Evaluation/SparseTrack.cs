using Proxima.Engine.Latency.Prediction;

namespace Proxima.Evaluation;

/// <summary>
/// Track D: eight candidate sites for each client, placed by a geolocation database with its real errors; the probe is of one day, the truth
/// of six days later. Known beforehand: what the other clients measured on the first day, about one in eight of these sites each.
/// </summary>
internal sealed class SparseTrack
{
    private const int MostProbes = 6;

    /// <summary>A probe is one measurement, of six days before it is used: the estimator would have dropped it. Those of the other tracks are means of many, still fresh.</summary>
    private const double Doubt = 1;

    private readonly Dictionary<string, GeoPosition> clients = [];
    private readonly Dictionary<int, GeoPosition> sites = [];
    private readonly Dictionary<(string Client, int Site), (double Probe, double Truth)> rttMs = [];
    private readonly Table draws;

    public SparseTrack(string folder)
    {
        foreach (var row in Table.Read(Path.Combine(folder, "atlas_rtt.csv.gz")).Rows)
        {
            clients[row[0]] = new GeoPosition(Table.Number(row[2]), Table.Number(row[3]));
            sites[Table.Whole(row[4])] = new GeoPosition(Table.Number(row[5]), Table.Number(row[6]));
            rttMs[(row[0], Table.Whole(row[4]))] = (Table.Number(row[7]), Table.Number(row[8]));
        }

        draws = Table.Read(Path.Combine(folder, "atlas_draws.csv.gz"));
    }

    public IEnumerable<ResultRow> Run()
    {
        const int Candidates = 8;
        var play = new ColdStart("D", "D", [
            Baselines.Random, Baselines.GeoNearest, Baselines.GeoShortlist(MostProbes), Baselines.AllMeasured(Candidates), Ours.Predictor(MostProbes)]);
        foreach (var row in draws.Rows)
        {
            play.Play(Read(Table.Whole(row[0]), row[1], Table.Wholes(row[2])));
        }

        return play.Rows(batches: 10);
    }

    private Situation Read(int draw, string client, int[] candidates)
    {
        var known = clients
            .Where(other => other.Key != client)
            .Select(other => new KnownNetwork(Array.ConvertAll(candidates, site => rttMs.TryGetValue((other.Key, site), out var pair) ? pair.Probe : double.NaN), other.Value) { Doubt = Doubt })
            .Where(network => network.RttMs.Any(double.IsFinite))
            .ToList();
        var own = Array.ConvertAll(candidates, site => rttMs[(client, site)]);
        var cold = new ColdClient(Array.ConvertAll(own, pair => pair.Probe), [Array.ConvertAll(own, pair => pair.Truth)], clients[client], []) { Doubt = Doubt };
        return new Situation(draw, SiteMesh.Unmeasured(Array.ConvertAll(candidates, site => (GeoPosition?)sites[site])), known, [cold]);
    }
}
