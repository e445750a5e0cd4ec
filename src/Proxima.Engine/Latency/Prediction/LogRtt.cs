namespace Proxima.Engine.Latency.Prediction;

/// <summary>
/// The scale on which latencies are compared: ln(RTT + 5 ms). Far away errors are shares of the RTT, near by they are a few milliseconds of
/// last mile whatever the distance: the offset joins the two.
/// </summary>
internal static class LogRtt
{
    public const double OffsetMs = 5;

    /// <summary>ln(22 s): no figure may grow beyond what a double of RTT can mean.</summary>
    private const double Longest = 10;

    public static double Of(double ms) => Math.Log(Math.Max(ms, 0.1) + OffsetMs);

    public static double ToMs(double log) => Math.Exp(Math.Min(log, Longest)) - OffsetMs;

    /// <summary>Expected RTT when its logarithm is normal: larger than the RTT of the mean, and so it should be, since a choice costs milliseconds.</summary>
    public static double ExpectedMs(double mean, double variance) => ToMs(mean + (variance / 2));
}
