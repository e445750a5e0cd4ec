using Proxima.Engine.Latency.Prediction;

namespace Proxima.Engine.Latency.Probing;

/// <summary>
/// What a probe from one site to one network is worth: the chance that it changes whom the network is sent to. Times the network's
/// questions, it orders what a site's agent measures, so that a budget too small for everything is spent where it can change a decision and
/// where the queries are. Never zero: every path is measured again at some time, and so a lock-in heals.
/// </summary>
public static class ProbeWorth
{
    /// <summary>A far site that is known to be far: asked one twentieth as often as its share of questions says.</summary>
    public const double Least = 0.05;

    /// <summary>The serving site is kept fresh: what it gets worse by is found out here first. Half of it when other samples keep it fresh.</summary>
    public const double Serving = 0.5;

    /// <summary>So many sites have to be measured before what is foretold of the others is believed.</summary>
    public const int MeasuredToForetell = 2;

    /// <summary>Relative error of a measured figure without any doubt left, and of one with none: between the two by the confidence.</summary>
    private const double SurestError = 0.1;
    private const double LeastSureError = 0.8;

    /// <param name="row">The network's figures, the preferred site first; empty: nothing is known, and any probe decides.</param>
    /// <param name="site">The site that would probe.</param>
    /// <returns>From <see cref="Least"/> to 1.</returns>
    public static double Of(ReadOnlySpan<LatencySlot> row, int site)
    {
        if (row.Length == 0)
        {
            return 1;
        }

        var own = LatencySlot.Unknown;
        var measured = 0;
        foreach (var slot in row)
        {
            own = slot.Site == site ? slot : own;
            measured += slot.IsOwn ? 1 : 0;
        }

        // Who was measured by one site alone must not be locked in to it, whatever the networks around it say of the others.
        if (!own.IsKnown || (!own.IsOwn && measured < MeasuredToForetell))
        {
            return 1;
        }

        if (own.Site == row[0].Site)
        {
            // Serving on a guess is the most urgent of all to check.
            return own.IsOwn ? Serving * (1 - (own.Confidence / 30.0)) : 1;
        }

        var error = ErrorOf(own);
        var serving = ErrorOf(row[0]);
        var gap = LogRtt.Of(row[0].Rtt.Milliseconds) - LogRtt.Of(own.Rtt.Milliseconds);
        return Math.Max(Least, NormalCurve.Below(gap / Math.Sqrt((error * error) + (serving * serving))));
    }

    private static double ErrorOf(LatencySlot slot) => SurestError + ((LeastSureError - SurestError) * (1 - (slot.Confidence / 15.0)));
}
