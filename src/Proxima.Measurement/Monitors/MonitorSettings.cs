namespace Proxima.Measurement.Monitors;

/// <summary>How an endpoint is watched. With these, a dead endpoint is out of answers within fall x interval + 2 s (see <see cref="ShortestGap"/>).</summary>
public sealed record MonitorSettings
{
    /// <summary>The longest time between two attempts.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A timeout longer than 2 s makes the promised time longer by as much.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    public int Fall { get; init; } = 3;

    public int Rise { get; init; } = 3;

    /// <summary>
    /// Attempts come 0.9 of the interval apart, +-10 % of that: in step they would load targets in bursts, and if gaps could exceed the
    /// interval, three of them plus the timeout would break the promise (an endpoint may die just after an attempt that went well).
    /// </summary>
    public TimeSpan ShortestGap => Interval * 0.81;

    public TimeSpan LongestGap => Interval * 0.99;

    /// <summary>An attempt is decided before the next one is sent, so outcomes come in order and none waits behind a timeout.</summary>
    public TimeSpan AttemptTimeout => Timeout < ShortestGap ? Timeout : ShortestGap;
}
