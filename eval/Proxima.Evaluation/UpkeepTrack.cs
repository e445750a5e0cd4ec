using Proxima.Engine.Latency;

namespace Proxima.Evaluation;

/// <summary>
/// Track C: everything was measured once; from then on each client is served, scored, and measured again at three sites of its choice, the
/// serving site among them. Ours goes through the estimator and the map builder; a slice counts as an hour.
/// </summary>
internal sealed class UpkeepTrack(SlicedRecord record)
{
    private const int Probes = 3;
    private const int FirstScored = 3;

    /// <summary>Where a few milliseconds matter: about what an estimate's own error is. The node's default holds on for longer.</summary>
    private static Tolerance Close => new(new Rtt(3_000), 0.10);

    public IEnumerable<ResultRow> Run()
    {
        var draws = record.Draws;
        var (count, at) = (draws.Column("S"), draws.Column("sites"));
        foreach (var sites in draws.Rows.Select(row => Table.Whole(row[count])).Distinct().Order())
        {
            (string Name, int Probes, Func<UpkeepPolicy> Make)[] policies =
            [
                ("frozen", 0, () => new SmoothedPolicy(0, 0, 0)), ("passive-only", 1, () => new SmoothedPolicy(1, 0, 0)),
                ("smoothed", Probes, () => new SmoothedPolicy(Probes, 0, 0)), ("smoothed-5ms-20pct", Probes, () => new SmoothedPolicy(Probes, 5, 0.2)),
                ("all-measured", sites, () => new SmoothedPolicy(sites, 0, 0)), (Ours.Name, Probes, () => new MapPolicy(Probes, Close)), (Ours.Name + "-default-tolerance", Probes, () => new MapPolicy(Probes, Tolerance.Default)),
            ];
            foreach (var (name, probes, make) in policies)
            {
                var score = new Score();
                foreach (var row in draws.Rows.Where(row => Table.Whole(row[count]) == sites))
                {
                    Play(make(), Table.Wholes(row[at]), score);
                }

                yield return score.ToRow(new ResultName("C", "C", sites, probes, name), 0);
            }
        }
    }

    private void Play(UpkeepPolicy policy, int[] sites, Score score)
    {
        score.BeginDraw();
        var clients = Enumerable.Range(0, record.Nodes).Except(sites).ToArray();
        var previous = new int[clients.Length];
        policy.Begin([.. clients.Select(client => record.Row(0, client, sites))]);
        for (var slice = 1; slice < SlicedRecord.Slices; slice++)
        {
            var truths = Array.ConvertAll(clients, client => record.Row(slice, client, sites));
            var chosen = policy.Serve(slice);
            for (var c = 0; slice >= FirstScored && c < clients.Length; c++)
            {
                score.Add(chosen[c], truths[c]);
                score.Moves++;
                score.Flips += chosen[c] != previous[c] ? 1 : 0;
            }

            previous = [.. chosen];
            policy.Measure(slice, truths);
        }
    }
}
