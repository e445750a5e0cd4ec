namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// Which known networks are kept as templates when there are more than fit: the farthest-first traversal (Gonzalez 1985), each time the one
/// that is least like any kept so far, so that every region is there and none twice. Its largest gap is at most twice the least possible.
/// </summary>
internal static class TemplateChoice
{
    public static IReadOnlyList<int> Pick(IReadOnlyList<int> candidates, Func<int, double[]> vectorOf, int most)
    {
        if (candidates.Count <= most)
        {
            return candidates;
        }

        var vectors = candidates.Select(vectorOf).ToArray();
        var gap = new double[candidates.Count];
        Array.Fill(gap, double.PositiveInfinity);
        var picked = new List<int>();
        for (var next = 0; picked.Count < most; next = Array.IndexOf(gap, gap.Max()))
        {
            picked.Add(candidates[next]);
            for (var i = 0; i < vectors.Length; i++)
            {
                gap[i] = Math.Min(gap[i], Distance(vectors[i], vectors[next]));
            }
        }

        return picked;
    }

    private static double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return sum;
    }
}
