namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// What observing some coordinates of a Gaussian does to all of them; the same for every mean with this covariance, so it is worked out once
/// per covariance and set of observed sites, and a mean costs sites x observed multiplications.
/// </summary>
internal sealed class Conditioning
{
    private readonly int n;
    private readonly double[] factor;
    private readonly double[] gain;
    private readonly double[] rest;

    public Conditioning(int n)
    {
        this.n = n;
        factor = new double[n * n];
        gain = new double[n * n];
        rest = new double[n];
        Variance = new double[n];
    }

    /// <summary>Variance of each coordinate that is left.</summary>
    public double[] Variance { get; }

    public double LogDeterminant { get; private set; }

    /// <param name="covariance">n x n.</param>
    /// <param name="observed">Indices of what was observed.</param>
    /// <param name="noise">Variance of each observation around the true coordinate.</param>
    public void Prepare(ReadOnlySpan<double> covariance, ReadOnlySpan<int> observed, ReadOnlySpan<double> noise)
    {
        var k = observed.Length;
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                factor[(i * k) + j] = covariance[(observed[i] * n) + observed[j]] + (i == j ? noise[i] : 0);
            }
        }

        Cholesky.Factor(factor, k);
        LogDeterminant = Cholesky.LogDeterminant(factor, k);
        for (var site = 0; site < n; site++)
        {
            var row = gain.AsSpan(site * k, k);
            for (var i = 0; i < k; i++)
            {
                row[i] = covariance[(site * n) + observed[i]];
            }

            Cholesky.Solve(factor, k, row);
            var left = covariance[(site * n) + site];
            for (var i = 0; i < k; i++)
            {
                left -= row[i] * covariance[(site * n) + observed[i]];
            }

            Variance[site] = Math.Max(left, 1e-9);
        }
    }

    /// <summary>Squared Mahalanobis distance of the observations from <paramref name="mean"/>.</summary>
    public double SquaredDistance(ReadOnlySpan<double> mean, ReadOnlySpan<int> observed, ReadOnlySpan<double> values)
    {
        var error = ErrorOf(mean, observed, values);
        Cholesky.Whiten(factor, error.Length, error);
        var distance = 0.0;
        foreach (var e in error)
        {
            distance += e * e;
        }

        return distance;
    }

    /// <summary>The conditional mean, into <paramref name="result"/>.</summary>
    public void Move(ReadOnlySpan<double> mean, ReadOnlySpan<int> observed, ReadOnlySpan<double> values, Span<double> result)
    {
        var error = ErrorOf(mean, observed, values);
        for (var site = 0; site < n; site++)
        {
            var row = gain.AsSpan(site * error.Length, error.Length);
            var sum = mean[site];
            for (var i = 0; i < error.Length; i++)
            {
                sum += row[i] * error[i];
            }

            result[site] = sum;
        }
    }

    private Span<double> ErrorOf(ReadOnlySpan<double> mean, ReadOnlySpan<int> observed, ReadOnlySpan<double> values)
    {
        var error = rest.AsSpan(0, observed.Length);
        for (var i = 0; i < error.Length; i++)
        {
            error[i] = values[i] - mean[observed[i]];
        }

        return error;
    }

    /// <summary>Adds the conditional covariance to <paramref name="sum"/>.</summary>
    public void AddCovarianceTo(ReadOnlySpan<double> covariance, ReadOnlySpan<int> observed, Span<double> sum)
    {
        var k = observed.Length;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var left = covariance[(i * n) + j];
                for (var o = 0; o < k; o++)
                {
                    left -= gain[(i * k) + o] * covariance[(observed[o] * n) + j];
                }

                sum[(i * n) + j] += left;
            }
        }
    }
}
