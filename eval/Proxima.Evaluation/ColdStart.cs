namespace Proxima.Evaluation;

/// <summary>Plays strategies on situations: probe by probe, each client on its own, scored after each probe.</summary>
internal sealed class ColdStart(string track, string variant, IReadOnlyList<Strategy> strategies)
{
    private readonly SortedDictionary<(int Strategy, int Probes), Score> scores = [];
    private int sites;

    public void Play(Situation situation)
    {
        sites = situation.Mesh.Count;
        for (var s = 0; s < strategies.Count; s++)
        {
            var strategy = strategies[s];
            var step = strategy.Begin(situation);
            for (var m = strategy.OnlyAtEnd ? strategy.Probes : 0; m <= strategy.Probes; m++)
            {
                ScoreOf(s, m).BeginDraw();
            }

            foreach (var client in situation.Cold)
            {
                Play(client, s, step);
            }
        }
    }

    /// <param name="batches">See <see cref="Score.ToRow"/>.</param>
    public IEnumerable<ResultRow> Rows(int batches = 0) => scores
        .Where(pair => pair.Value.Count > 0)
        .Select(pair => pair.Value.ToRow(new ResultName(track, variant, sites, pair.Key.Probes, strategies[pair.Key.Strategy].Name), batches));

    private void Play(ColdClient client, int s, Step step)
    {
        var strategy = strategies[s];
        var measured = new double[client.ProbeMs.Length];
        Array.Fill(measured, double.NaN);
        for (var m = 0; m <= strategy.Probes; m++)
        {
            var (serve, probe) = step(client, measured);
            if (!strategy.OnlyAtEnd || m == strategy.Probes)
            {
                foreach (var truth in client.Truths)
                {
                    ScoreOf(s, m).Add(serve, truth);
                }
            }

            if (probe >= 0)
            {
                measured[probe] = client.ProbeMs[probe];
            }
        }
    }

    private Score ScoreOf(int strategy, int probes)
    {
        if (!scores.TryGetValue((strategy, probes), out var score))
        {
            scores[(strategy, probes)] = score = new Score();
        }

        return score;
    }
}
