namespace Proxima.Engine.Latency.Prediction;

/// <summary>Small dense symmetric positive definite matrices, row by row in one array; factored in place into the lower triangle L with A = L L'.</summary>
internal static class Cholesky
{
    /// <summary>Below this a pivot is rounding: it is raised, so that a nearly singular covariance stays usable.</summary>
    private const double SmallestPivot = 1e-10;

    public static void Factor(Span<double> a, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[(i * n) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[(i * n) + k] * a[(j * n) + k];
                }

                a[(i * n) + j] = i == j ? Math.Sqrt(Math.Max(sum, SmallestPivot)) : sum / a[(j * n) + j];
            }
        }
    }

    /// <summary>Turns b into L⁻¹ b.</summary>
    public static void Whiten(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        for (var i = 0; i < n; i++)
        {
            var sum = b[i];
            for (var k = 0; k < i; k++)
            {
                sum -= l[(i * n) + k] * b[k];
            }

            b[i] = sum / l[(i * n) + i];
        }
    }

    /// <summary>Turns b into A⁻¹ b.</summary>
    public static void Solve(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        Whiten(l, n, b);
        for (var i = n - 1; i >= 0; i--)
        {
            var sum = b[i];
            for (var k = i + 1; k < n; k++)
            {
                sum -= l[(k * n) + i] * b[k];
            }

            b[i] = sum / l[(i * n) + i];
        }
    }

    public static double LogDeterminant(ReadOnlySpan<double> l, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += Math.Log(l[(i * n) + i]);
        }

        return 2 * sum;
    }
}
