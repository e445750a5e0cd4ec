namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// How far networks alike are from each other: the covariance around a template. First of the three shares of <see cref="Covariance.OfMesh"/>,
/// chosen so that each template is best foretold by all the others (leave one out); then drawn to what the templates show by expectation
/// maximisation (each comes from one of the others, by Student's t), as far as there are enough of them to tell. Nothing is tuned by hand.
/// </summary>
internal static class Likeness
{
    /// <summary>Sites closer than this (RTT) share what happens to them.</summary>
    private const double ScaleMs = 30;

    /// <summary>A smaller chance of coming from one of the others moves nothing.</summary>
    private const double LeastShare = 1e-6;

    private static readonly double[] SharedGrid = [0.002, 0.01, 0.03, 0.1];
    private static readonly double[] NearGrid = [0.01, 0.04, 0.12, 0.3];
    private static readonly double[] AloneGrid = [0.003, 0.01, 0.04, 0.12, 0.3];

    /// <summary>Rounds of the second step: after these the figures move by less than a percent.</summary>
    private const int Rounds = 3;

    /// <summary>The first step's covariance counts as this many networks: about as many as a covariance of eight sites has shares of its own (36).</summary>
    private const double PriorNetworks = 30;

    public static double[] Fit(IReadOnlyList<double[]> templates, double[] meshMs, int n, double freedom)
    {
        var start = FitShares(templates, meshMs, n);
        var covariance = start;
        for (var round = 0; round < Rounds && templates.Count >= 3; round++)
        {
            covariance = Improve(templates, covariance, n, freedom);
            for (var i = 0; i < covariance.Length; i++)
            {
                covariance[i] = (covariance[i] + (PriorNetworks * start[i])) / (templates.Count + PriorNetworks);
            }
        }

        return covariance;
    }

    // The scatter of every template around the others, each weighed by how likely it comes from there and how much a distance in the tail counts.
    private static double[] Improve(IReadOnlyList<double[]> templates, double[] covariance, int n, double freedom)
    {
        var white = Whiten(templates, Factored(covariance, n), n);
        var sum = new double[n * n];
        var logs = new double[white.Length];
        for (var i = 0; i < white.Length; i++)
        {
            for (var j = 0; j < white.Length; j++)
            {
                logs[j] = i == j ? double.NegativeInfinity : -0.5 * (freedom + n) * Math.Log(1 + (SquaredDistance(white[i], white[j]) / freedom));
            }

            var all = LogSum.Of(logs);
            for (var j = 0; j < white.Length; j++)
            {
                var share = i == j ? 0 : Math.Exp(logs[j] - all);
                if (share > LeastShare)
                {
                    AddScatter(sum, templates[i], templates[j], share * (freedom + n) / (freedom + SquaredDistance(white[i], white[j])));
                }
            }
        }

        return sum;
    }

    private static void AddScatter(double[] sum, double[] one, double[] other, double weight)
    {
        for (var a = 0; a < one.Length; a++)
        {
            for (var b = 0; b < one.Length; b++)
            {
                sum[(a * one.Length) + b] += weight * (one[a] - other[a]) * (one[b] - other[b]);
            }
        }
    }

    private static double[] Factored(double[] covariance, int n)
    {
        var factor = covariance.ToArray();
        Cholesky.Factor(factor, n);
        return factor;
    }

    private static double[][] Whiten(IReadOnlyList<double[]> templates, double[] factor, int n) => [.. templates.Select(template =>
    {
        var row = template.ToArray();
        Cholesky.Whiten(factor, n, row);
        return row;
    })];

    private static double[] FitShares(IReadOnlyList<double[]> templates, double[] meshMs, int n)
    {
        double[] best = Covariance.OfMesh(meshMs, n, 0.03, 0.04, 0.04, ScaleMs);
        if (templates.Count < 3)
        {
            return best;
        }

        var bestScore = double.NegativeInfinity;
        foreach (var shared in SharedGrid)
        {
            foreach (var near in NearGrid)
            {
                foreach (var alone in AloneGrid)
                {
                    var covariance = Covariance.OfMesh(meshMs, n, shared, near, alone, ScaleMs);
                    var score = Score(templates, covariance, n);
                    if (score > bestScore)
                    {
                        (bestScore, best) = (score, covariance);
                    }
                }
            }
        }

        return best;
    }

    private static double Score(IReadOnlyList<double[]> templates, double[] covariance, int n)
    {
        var factor = Factored(covariance, n);
        var white = Whiten(templates, factor, n);
        var sum = -0.5 * white.Length * Cholesky.LogDeterminant(factor, n);
        var logs = new double[white.Length];
        for (var i = 0; i < white.Length; i++)
        {
            for (var j = 0; j < white.Length; j++)
            {
                logs[j] = i == j ? double.NegativeInfinity : -0.5 * SquaredDistance(white[i], white[j]);
            }

            sum += LogSum.Of(logs);
        }

        return sum;
    }

    private static double SquaredDistance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
