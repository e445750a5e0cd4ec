namespace Proxima.Engine.Latency.Probing;

/// <summary>What one site may spend. Rates in probes a second; <paramref name="PerAs"/> 0 is no limit.</summary>
/// <param name="PerSecond">To all networks together.</param>
/// <param name="PerTarget">To one network.</param>
/// <param name="PerAs">To all networks of one autonomous system.</param>
/// <param name="Interval">A network is not measured more often than that.</param>
public sealed record ProbePace(double PerSecond, double PerTarget, double PerAs, TimeSpan Interval)
{
    /// <summary>A plan looks at least this far ahead: an agent goes on with it while its node is away.</summary>
    public static readonly TimeSpan LeastWindow = TimeSpan.FromSeconds(60);

    /// <summary>How far a plan looks ahead.</summary>
    public TimeSpan Window => 2 * Interval > LeastWindow ? 2 * Interval : LeastWindow;
}
