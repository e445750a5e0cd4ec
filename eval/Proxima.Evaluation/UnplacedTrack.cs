using Proxima.Engine.Latency.Prediction;

namespace Proxima.Evaluation;

/// <summary>Track B: cold start without geography. A probe is of one of the first nine slices, each of the last nine is scored. B2: networks of the same prefix are known.</summary>
internal sealed class UnplacedTrack(SlicedRecord record)
{
    private const int MostProbes = 4;
    private const int Halfway = 9;

    public IEnumerable<ResultRow> Run()
    {
        var draws = record.Draws;
        var (count, at) = (draws.Column("S"), draws.Column("sites"));
        foreach (var sites in draws.Rows.Select(row => Table.Whole(row[count])).Distinct().Order())
        {
            foreach (var variant in (string[])["B", "B2"])
            {
                var play = new ColdStart("B", variant, [Baselines.Random, Baselines.SingleBestSite, Baselines.AllMeasured(sites), Ours.Predictor(MostProbes)]);
                foreach (var row in draws.Rows.Where(row => Table.Whole(row[count]) == sites))
                {
                    play.Play(Read(row, Table.Wholes(row[at]), variant == "B2"));
                }

                foreach (var row in play.Rows())
                {
                    yield return row;
                }
            }
        }
    }

    private Situation Read(string[] row, int[] sites, bool withMates)
    {
        var warm = Table.Wholes(row[record.Draws.Column("warm_clients")]).ToHashSet();
        var clients = Enumerable.Range(0, record.Nodes).Except(sites).ToList();
        var warmClients = clients.Where(warm.Contains).ToList();
        var known = warmClients.Select(client => new KnownNetwork(Probe(client, sites), null)).ToList();
        var cold = new List<ColdClient>();
        for (var c = 0; c < clients.Count; c++)
        {
            if (!warm.Contains(clients[c]))
            {
                var group = record.Groups[clients[c]];
                double[][] mates = withMates ? [.. Enumerable.Range(0, known.Count).Where(i => record.Groups[warmClients[i]] == group).Select(i => known[i].RttMs)] : [];
                var truths = Enumerable.Range(Halfway, SlicedRecord.Slices - Halfway).Select(t => record.Row(t, clients[c], sites)).ToList();
                cold.Add(new ColdClient(Probe(clients[c], sites), truths, null, mates));
            }
        }

        var mesh = sites.SelectMany(a => sites.Select(b => Middle(a, b))).ToArray();
        return new Situation(Table.Whole(row[0]), new SiteMesh(mesh, new GeoPosition?[sites.Length]), known, cold);
    }

    // Which slice is a function of the two nodes' numbers, as the protocol says.
    private double[] Probe(int client, int[] sites) => Array.ConvertAll(sites, site => record.RttMs(((7 * client) + (3 * site)) % Halfway, client, site));

    private double Middle(int a, int b)
    {
        var sorted = Enumerable.Range(0, Halfway).Select(t => record.RttMs(t, a, b)).Order().ToArray();
        return sorted[Halfway / 2];
    }
}
