namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// One Gaussian over the sites' log RTTs for networks at large, fitted to incomplete rows by expectation maximisation (Dempster, Laird and
/// Rubin 1977) with the covariance the site mesh suggests as a prior worth a few networks.
/// </summary>
internal sealed class NetworkGaussian
{
    private const int Rounds = 12;

    /// <summary>The prior covariance counts as this many networks: with none measured it stands alone, with dozens it hardly counts.</summary>
    private const double PriorNetworks = 8;

    /// <summary>A site's mean is pulled to the mean of all sites by this many networks.</summary>
    private const double MeanNetworks = 2;

    private readonly int n;

    private NetworkGaussian(int n, double[] covariance)
    {
        this.n = n;
        Mean = new double[n];
        Covariance = covariance;
    }

    public double[] Mean { get; }

    public double[] Covariance { get; private set; }

    /// <summary>Fits to <paramref name="rows"/>; NaN where a row has no figure. Rows without any do not count.</summary>
    public static NetworkGaussian Fit(int n, IReadOnlyList<double[]> rows, double[] priorCovariance, double noise)
    {
        var result = new NetworkGaussian(n, [.. priorCovariance]);
        var used = rows.Where(row => row.Any(double.IsFinite)).ToList();
        if (used.Count > 0)
        {
            result.Start(used);
            for (var round = 0; round < Rounds; round++)
            {
                result.Improve(used, priorCovariance, noise);
            }
        }

        return result;
    }

    /// <summary>A row with its gaps filled by what the rest of it foretells.</summary>
    public double[] Fill(double[] row, double noise)
    {
        var observed = Enumerable.Range(0, n).Where(site => double.IsFinite(row[site])).ToArray();
        var result = row.ToArray();
        if (observed.Length < n)
        {
            var conditioning = new Conditioning(n);
            conditioning.Prepare(Covariance, observed, Array.ConvertAll(observed, _ => noise));
            conditioning.Move(Mean, observed, Array.ConvertAll(observed, site => row[site]), result);
            foreach (var site in observed)
            {
                result[site] = row[site];
            }
        }

        return result;
    }

    private void Start(List<double[]> rows)
    {
        var overall = rows.SelectMany(row => row).Where(double.IsFinite).Average();
        for (var site = 0; site < n; site++)
        {
            var own = rows.Select(row => row[site]).Where(double.IsFinite).ToList();
            Mean[site] = (own.Sum() + (MeanNetworks * overall)) / (own.Count + MeanNetworks);
        }
    }

    private void Improve(List<double[]> rows, double[] priorCovariance, double noise)
    {
        var filled = new double[rows.Count * n];
        var sum = new double[n * n];
        var conditioning = new Conditioning(n);
        for (var r = 0; r < rows.Count; r++)
        {
            var observed = Enumerable.Range(0, n).Where(site => double.IsFinite(rows[r][site])).ToArray();
            var values = Array.ConvertAll(observed, site => rows[r][site]);
            conditioning.Prepare(Covariance, observed, Array.ConvertAll(observed, _ => noise));
            conditioning.Move(Mean, observed, values, filled.AsSpan(r * n, n));
            conditioning.AddCovarianceTo(Covariance, observed, sum);
        }

        var overall = Mean.Average();
        for (var site = 0; site < n; site++)
        {
            var total = MeanNetworks * overall;
            for (var r = 0; r < rows.Count; r++)
            {
                total += filled[(r * n) + site];
            }

            Mean[site] = total / (rows.Count + MeanNetworks);
        }

        AddScatter(filled, rows.Count, sum);
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = (sum[i] + (PriorNetworks * priorCovariance[i])) / (rows.Count + PriorNetworks);
        }

        Covariance = sum;
    }

    private void AddScatter(double[] filled, int count, double[] sum)
    {
        for (var r = 0; r < count; r++)
        {
            for (var i = 0; i < n; i++)
            {
                var di = filled[(r * n) + i] - Mean[i];
                for (var j = 0; j < n; j++)
                {
                    sum[(i * n) + j] += di * (filled[(r * n) + j] - Mean[j]);
                }
            }
        }
    }
}
