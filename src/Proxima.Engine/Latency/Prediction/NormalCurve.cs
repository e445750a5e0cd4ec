namespace Proxima.Engine.Latency.Prediction;

/// <summary>The standard normal distribution.</summary>
internal static class NormalCurve
{
    /// <summary>Share below z, to 1e-7 (Abramowitz and Stegun 1964, formula 26.2.17).</summary>
    public static double Below(double z)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        var tail = Math.Exp(-0.5 * z * z) * 0.3989422804014327 * t
            * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z >= 0 ? 1 - tail : tail;
    }

    public static double Density(double z) => Math.Exp(-0.5 * z * z) * 0.3989422804014327;
}
