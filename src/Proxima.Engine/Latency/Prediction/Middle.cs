namespace Proxima.Engine.Latency.Prediction;

/// <summary>The median, the mean of the two middle figures where their number is even; NaN of nothing.</summary>
internal static class Middle
{
    public static double Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        var half = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
