using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency.Prediction;

/// <summary>What kind of network it is after some observations: the share of each kind, and where its sites' log RTTs then lie.</summary>
internal sealed class Posterior(int siteCount)
{
    /// <summary>Kinds with a smaller share than e^-9 of the likeliest are left out: together they could not move a decision.</summary>
    private const double LeastLogShare = -9;

    private readonly List<Conditioning> conditionings = [];
    private readonly List<double> logs = [];
    private readonly List<double> weights = [];
    private readonly List<int> groupOf = [];
    private double[] means = [];

    /// <summary>Kinds left.</summary>
    public int Count => weights.Count;

    /// <summary>Logarithm of how likely the observations were.</summary>
    public double LogEvidence { get; private set; }

    public double WeightOf(int kind) => weights[kind];

    public int GroupOf(int kind) => groupOf[kind];

    public ReadOnlySpan<double> MeanOf(int kind) => means.AsSpan(kind * siteCount, siteCount);

    public ReadOnlySpan<double> VarianceOf(int kind) => conditionings[groupOf[kind]].Variance;

    /// <param name="groups">The kinds.</param>
    /// <param name="observed">Sites that were measured.</param>
    /// <param name="values">Their log RTTs.</param>
    /// <param name="noise">Their variances.</param>
    /// <param name="freedom">Of Student's t.</param>
    public void Compute(IReadOnlyList<KindGroup> groups, ReadOnlySpan<int> observed, ReadOnlySpan<double> values, ReadOnlySpan<double> noise, double freedom)
    {
        logs.Clear();
        for (var g = 0; g < groups.Count; g++)
        {
            if (g == conditionings.Count)
            {
                conditionings.Add(new Conditioning(siteCount));
            }

            var group = groups[g];
            conditionings[g].Prepare(group.Covariance, observed, noise);
            var common = StudentConstant(observed.Length, freedom) - (0.5 * conditionings[g].LogDeterminant);
            for (var kind = 0; kind < group.Means.Count; kind++)
            {
                var distance = conditionings[g].SquaredDistance(group.Means[kind], observed, values);
                logs.Add(group.LogPriors[kind] + common - (0.5 * (freedom + observed.Length) * Math.Log(1 + (distance / freedom))));
            }
        }

        LogEvidence = LogSum.Of(CollectionsMarshal.AsSpan(logs));
        Keep(groups, observed, values);
    }

    // ln of Γ((ν+k)/2) / (Γ(ν/2) (νπ)^(k/2)).
    private static double StudentConstant(int k, double freedom)
    {
        var result = -0.5 * k * Math.Log(freedom * Math.PI);
        for (var i = 0; i < k; i++)
        {
            result += LogHalfStep((freedom + i) / 2);
        }

        return result;
    }

    // ln Γ(x + 1/2) - ln Γ(x), by its asymptotic series: to 1e-4 from x = 1 on.
    private static double LogHalfStep(double x) => (0.5 * Math.Log(x)) - (1 / (8 * x)) + (1 / (192 * x * x * x));

    private void Keep(IReadOnlyList<KindGroup> groups, ReadOnlySpan<int> observed, ReadOnlySpan<double> values)
    {
        var least = LeastLogShare + Enumerable.Max(logs);
        weights.Clear();
        groupOf.Clear();
        var kept = logs.Count(log => log >= least);
        if (means.Length < kept * siteCount)
        {
            means = new double[kept * siteCount];
        }

        var sum = 0.0;
        var at = 0;
        for (var g = 0; g < groups.Count; g++)
        {
            for (var kind = 0; kind < groups[g].Means.Count; kind++, at++)
            {
                if (logs[at] >= least)
                {
                    conditionings[g].Move(groups[g].Means[kind], observed, values, means.AsSpan(weights.Count * siteCount, siteCount));
                    weights.Add(Math.Exp(logs[at] - LogEvidence));
                    groupOf.Add(g);
                    sum += weights[^1];
                }
            }
        }

        foreach (ref var weight in CollectionsMarshal.AsSpan(weights))
        {
            weight /= sum;
        }
    }
}
