namespace Proxima.Control.Shares;

/// <summary>
/// Finds the share of clients at which an endpoint's load meets its target: an integral controller of the share's logarithm, slow enough for
/// the lag of DNS that it approaches the target from one side (docs/decisions/0008-dynamic-numbers.md).
/// </summary>
public struct ShedControl
{
    /// <summary>The lag that is reckoned with, in seconds: what was shed shows in the load as caches expire.</summary>
    public const double LagSeconds = 60;

    /// <summary>Of the rate; the damping ratio is 1/(2 sqrt gain), here 1.12.</summary>
    public const double Gain = 0.2;

    /// <summary>It keeps so much however loaded it is: with no client at all, it could not be seen that it has room again.</summary>
    public const double LeastShare = 0.02;

    // A step covers no more than this: after a pause nobody knows what the load was meanwhile.
    private const double LongestStepSeconds = 30;

    // A load of three times the target sheds no faster: where it did, an overload of eight times swung through the target in the simulation.
    private const double MostExcess = 2;

    private double logShare;

    public ShedControl(double share) => logShare = Math.Log(Math.Clamp(share, LeastShare, 1));

    /// <summary>The share of its clients it is to get.</summary>
    public readonly double Share => Math.Exp(logShare);

    /// <summary>So long the load was <paramref name="load"/>, in the unit of <paramref name="target"/>.</summary>
    public void Observe(double load, double target, double seconds)
    {
        var excess = Math.Clamp((load / target) - 1, -1, MostExcess);
        logShare = Math.Clamp(logShare - (Gain / LagSeconds * excess * Math.Clamp(seconds, 0, LongestStepSeconds)), Math.Log(LeastShare), 0);
    }
}
