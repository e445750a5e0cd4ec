namespace Proxima.Evaluation;

/// <summary>Regrets of one strategy: RTT of the chosen site less that of the best, by draw.</summary>
internal sealed class Score
{
    /// <summary>Regret below which a choice is good: 5 ms, or this share of the best.</summary>
    private const double GoodMs = 5;
    private const double GoodShare = 0.1;

    private readonly List<double> regrets = [];
    private readonly List<(double Sum, int Count)> draws = [];
    private int good;
    private int best;

    public int Count => regrets.Count;

    /// <summary>Changes of the served site, over <see cref="Moves"/> chances to; for upkeep only.</summary>
    public int Flips { get; set; }

    public int Moves { get; set; }

    public void BeginDraw() => draws.Add((0, 0));

    public void Add(int choice, double[] truthMs)
    {
        var least = truthMs[Baselines.Lowest(truthMs)];
        var regret = truthMs[choice] - least;
        if (double.IsNaN(regret))
        {
            return;
        }

        regrets.Add(regret);
        draws[^1] = (draws[^1].Sum + regret, draws[^1].Count + 1);
        good += regret <= Math.Max(GoodMs, GoodShare * least) ? 1 : 0;
        best += regret <= 1e-9 ? 1 : 0;
    }

    /// <param name="name">Track, variant and strategy.</param>
    /// <param name="batches">Over how many groups of draws the standard error is taken; 0: each draw is one.</param>
    public ResultRow ToRow(ResultName name, int batches)
    {
        regrets.Sort();
        return new ResultRow(
            name, regrets.Average(), At(0.5), At(0.9), At(0.99), 100.0 * good / Count, 100.0 * best / Count,
            Moves == 0 ? null : 100.0 * Flips / Moves, StandardError(batches));
    }

    private double At(double share)
    {
        var place = share * (Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, Count - 1);
        return regrets[below] + ((place - below) * (regrets[above] - regrets[below]));
    }

    private double StandardError(int batches)
    {
        var means = batches == 0 || draws.Count < batches
            ? draws.Where(draw => draw.Count > 0).Select(draw => draw.Sum / draw.Count).ToArray()
            : [.. draws.Chunk(draws.Count / batches).Take(batches).Select(chunk => chunk.Sum(draw => draw.Sum) / Math.Max(1, chunk.Sum(draw => draw.Count)))];
        var mean = means.Average();
        return means.Length < 2 ? double.NaN : Math.Sqrt(means.Sum(x => (x - mean) * (x - mean)) / (means.Length - 1) / means.Length);
    }
}
