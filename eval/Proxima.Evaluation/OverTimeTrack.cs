using Proxima.Engine.Latency;

namespace Proxima.Evaluation;

/// <summary>
/// Track E: every site measures every client in every slice, with gaps; each slice is scored by what was estimated from those before. Ten
/// draws of sites, spread as k-means++ does it.
/// </summary>
internal sealed class OverTimeTrack
{
    private const string FileName = "seattle_rtt.csv.gz";
    private const int Draws = 10;
    private const int FirstScored = 8;

    private readonly Dictionary<(int A, int B), double[]> rttMs = [];
    private readonly int nodes;
    private readonly int slices;

    public OverTimeTrack(string folder)
    {
        foreach (var row in Table.Read(Path.Combine(folder, FileName)).Rows)
        {
            var (a, b) = (Table.Whole(row[0]), Table.Whole(row[1]));
            rttMs[(a, b)] = [.. row.Skip(2).Select(Table.Number)];
            nodes = Math.Max(nodes, Math.Max(a, b) + 1);
            slices = row.Length - 2;
        }
    }

    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    public IEnumerable<ResultRow> Run()
    {
        foreach (var sites in (int[])[4, 8])
        {
            foreach (var (name, make) in ((string, Func<UpkeepPolicy>)[])
                [("smoothed", () => new SmoothedPolicy(sites, 0, 0)), (Ours.Name, () => new MapPolicy(sites, new Tolerance(new Rtt(3_000), 0.10)))])
            {
                var score = new Score();
                for (var draw = 0; draw < Draws; draw++)
                {
                    Play(make(), DrawSites(sites, new Random(draw)), score);
                }

                if (score.Count > 0)
                {
                    yield return score.ToRow(new ResultName("E", "E", sites, sites, name), 0);
                }
            }
        }
    }

    private void Play(UpkeepPolicy policy, int[] sites, Score score)
    {
        score.BeginDraw();
        var clients = Enumerable.Range(0, nodes).Except(sites).ToArray();
        policy.Begin(Slice(0, clients, sites));
        for (var slice = 1; slice < slices; slice++)
        {
            var truths = Slice(slice, clients, sites);
            var chosen = policy.Serve(slice);
            for (var c = 0; slice >= FirstScored && c < clients.Length; c++)
            {
                // With a gap nobody can say which site was the best.
                if (Array.TrueForAll(truths[c], double.IsFinite))
                {
                    score.Add(chosen[c], truths[c]);
                }
            }

            policy.Measure(slice, truths);
        }
    }

    private double[][] Slice(int slice, int[] clients, int[] sites) =>
        Array.ConvertAll(clients, client => Array.ConvertAll(sites, site => PathOf(site, client) is { Length: > 0 } path ? path[slice] : double.NaN));

    // As the site measured it, if it did.
    private double[] PathOf(int site, int client) => rttMs.TryGetValue((site, client), out var there) ? there : rttMs.GetValueOrDefault((client, site), []);

    private int[] DrawSites(int count, Random random)
    {
        var sites = new List<int> { random.Next(nodes) };
        while (sites.Count < count)
        {
            var weights = Enumerable.Range(0, nodes).Select(node => sites.Contains(node) ? 0 : sites.Min(site => PathOf(node, site).Where(double.IsFinite).DefaultIfEmpty(0).Average())).ToArray();
            var at = random.NextDouble() * weights.Sum();
            var node = 0;
            while (node < nodes - 1 && (at -= weights[node]) > 0)
            {
                node++;
            }

            sites.Add(sites.Contains(node) ? Enumerable.Range(0, nodes).First(other => !sites.Contains(other)) : node);
        }

        return [.. sites];
    }
}
