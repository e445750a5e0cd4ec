namespace Proxima.Engine.Latency.Prediction;

/// <summary>ln Σ exp, without leaving the range of a double.</summary>
internal static class LogSum
{
    public static double Of(ReadOnlySpan<double> logs)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logs)
        {
            most = Math.Max(most, log);
        }

        if (double.IsNegativeInfinity(most))
        {
            return most;
        }

        var sum = 0.0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - most);
        }

        return most + Math.Log(sum);
    }
}
