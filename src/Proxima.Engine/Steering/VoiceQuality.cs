namespace Proxima.Engine.Steering;

/// <summary>
/// An estimate of how a telephone call over a path sounds, after the E-model (ITU-T G.107) with its default values, simplified: G.711 with loss
/// concealment (Ie 0, Bpl 25.1 of G.113 Appendix I), loss at random, no echo. What it leaves out is the same for all sites, so it orders them.
/// </summary>
public static class VoiceQuality
{
    /// <summary>R of a perfect path: Ro less Is at the default values (G.107 section 7.7).</summary>
    public const double BestR = 93.2;

    // Percentage of loss at which half of the quality is gone, times two: robustness of G.711 with concealment.
    private const double Robustness = 25.1;
    private const double MostImpairment = 95;

    // A frame of 20 ms and what both ends need for it.
    private const double EndsMs = 25;

    /// <summary>Below it, delay alone costs nothing (G.107 equation 7-27).</summary>
    private const double HarmlessMs = 100;

    /// <summary>The transmission rating R, 0 to 93.2. The jitter buffer is reckoned as twice the jitter.</summary>
    public static double RatingOf(double rttMs, double loss, double jitterMs) =>
        Math.Max(0, BestR - DelayImpairment((rttMs / 2) + (2 * jitterMs) + EndsMs) - LossImpairment(loss));

    /// <summary>Mean opinion score, 1 to 4.5 (G.107 Annex B).</summary>
    public static double ScoreOf(double rating) => rating <= 0 ? 1 : rating >= 100 ? 4.5 : 1 + (0.035 * rating) + (rating * (rating - 60) * (100 - rating) * 7e-6);

    /// <summary>Idd of a one-way delay (G.107 equations 7-27 and 7-28).</summary>
    internal static double DelayImpairment(double oneWayMs)
    {
        if (oneWayMs <= HarmlessMs)
        {
            return 0;
        }

        var x = Math.Log2(oneWayMs / HarmlessMs);
        return 25 * (SixthRoot(1 + Sixth(x)) - (3 * SixthRoot(1 + Sixth(x / 3))) + 2);
    }

    /// <summary>Ie,eff of a share of packets lost at random (G.107 equation 7-29).</summary>
    internal static double LossImpairment(double loss) => MostImpairment * loss * 100 / ((loss * 100) + Robustness);

    private static double Sixth(double x) => x * x * x * x * x * x;

    private static double SixthRoot(double x) => Math.Cbrt(Math.Sqrt(x));
}
