using Proxima.Engine.Latency.Prediction;

namespace Proxima.Evaluation;

/// <summary>
/// Track A: cold start with geolocation. A1: positions are right; A2: those of some clients are another node's; A3: A2, and only the middle
/// of the country is known. Both directions of a pair are measurements of their own: one is the probe, the other the truth.
/// </summary>
internal sealed class PlacedTrack
{
    private const int MostProbes = 4;

    private readonly GeoPosition[] positions;
    private readonly GeoPosition[] centres;
    private readonly double[,] rttMs;
    private readonly Table draws;

    public PlacedTrack(string folder)
    {
        var nodes = Table.Read(Path.Combine(folder, "wonderproxy_nodes.csv.gz"));
        var (lat, lon, country) = (nodes.Column("lat"), nodes.Column("lon"), nodes.Column("country"));
        positions = [.. nodes.Rows.Select(row => new GeoPosition(Table.Number(row[lat]), Table.Number(row[lon])))];
        var byCountry = nodes.Rows.Select((row, node) => (Country: row[country], Position: positions[node])).GroupBy(pair => pair.Country).ToDictionary(
            group => group.Key, group => new GeoPosition(group.Average(pair => pair.Position.LatitudeDegrees), group.Average(pair => pair.Position.LongitudeDegrees)));
        centres = [.. nodes.Rows.Select(row => byCountry[row[country]])];
        rttMs = new double[positions.Length, positions.Length];
        System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref rttMs[0, 0], rttMs.Length).Fill(double.NaN);
        foreach (var row in Table.Read(Path.Combine(folder, "wonderproxy_rtt.csv.gz")).Rows)
        {
            rttMs[Table.Whole(row[0]), Table.Whole(row[1])] = Table.Number(row[2]);
        }

        draws = Table.Read(Path.Combine(folder, "wonderproxy_draws.csv.gz"));
    }

    public IEnumerable<ResultRow> Run()
    {
        var (count, at) = (draws.Column("S"), draws.Column("sites"));
        foreach (var sites in draws.Rows.Select(row => Table.Whole(row[count])).Distinct().Order())
        {
            foreach (var variant in (string[])["A1", "A2", "A3"])
            {
                var play = new ColdStart("A", variant, [
                    Baselines.Random, Baselines.SingleBestSite, Baselines.GeoNearest, Baselines.GeoShortlist(MostProbes), Baselines.AllMeasured(sites), Ours.Predictor(MostProbes)]);
                foreach (var row in draws.Rows.Where(row => Table.Whole(row[count]) == sites))
                {
                    play.Play(Read(row, Table.Wholes(row[at]), variant));
                }

                foreach (var row in play.Rows())
                {
                    yield return row;
                }
            }
        }
    }

    private Situation Read(string[] row, int[] sites, string variant)
    {
        var warm = Table.Wholes(row[draws.Column("warm_clients")]).ToHashSet();
        var misplaced = variant == "A1" ? [] : row[draws.Column("geoip_wrong")].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split(':')).ToDictionary(pair => Table.Whole(pair[0]), pair => Table.Whole(pair[1]));
        var known = new List<KnownNetwork>();
        var cold = new List<ColdClient>();
        foreach (var client in Enumerable.Range(0, positions.Length).Except(sites))
        {
            var probe = Array.ConvertAll(sites, site => rttMs[site, client]);
            var truth = Array.ConvertAll(sites, site => rttMs[client, site]);
            if (!probe.All(double.IsFinite) || !truth.All(double.IsFinite))
            {
                continue;
            }

            var place = (variant == "A3" ? centres : positions)[misplaced.GetValueOrDefault(client, client)];
            if (warm.Contains(client))
            {
                known.Add(new KnownNetwork(probe, place));
            }
            else
            {
                cold.Add(new ColdClient(probe, [truth], place, []));
            }
        }

        var mesh = sites.SelectMany(a => sites.Select(b => rttMs[a, b])).ToArray();
        return new Situation(Table.Whole(row[0]), new SiteMesh(mesh, Array.ConvertAll(sites, site => (GeoPosition?)positions[site])), known, cold);
    }
}
