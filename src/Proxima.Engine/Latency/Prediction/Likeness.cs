namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// How far networks alike are from each other: the covariance around a template, of the three shares of <see cref="Covariance.OfMesh"/>,
/// chosen so that each template is best foretold by all the others (leave one out). Nothing is tuned by hand.
/// </summary>
internal static class Likeness
{
    /// <summary>Sites closer than this (RTT) share what happens to them.</summary>
    private const double ScaleMs = 30;

    private static readonly double[] SharedGrid = [0.002, 0.01, 0.03, 0.1];
    private static readonly double[] NearGrid = [0.01, 0.04, 0.12, 0.3];
    private static readonly double[] AloneGrid = [0.003, 0.01, 0.04, 0.12, 0.3];

    public static double[] Fit(IReadOnlyList<double[]> templates, double[] meshMs, int n)
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
        var factor = covariance.ToArray();
        Cholesky.Factor(factor, n);
        var white = templates.Select(template =>
        {
            var row = template.ToArray();
            Cholesky.Whiten(factor, n, row);
            return row;
        }).ToArray();
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
