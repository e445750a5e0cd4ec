namespace Proxima.Engine.Steering;

/// <summary>
/// A scheduled check with thresholds. With these, a dead endpoint is out of answers within fall x interval + 2 s (see <see cref="ShortestGap"/>);
/// a timeout longer than 2 s makes the promised time longer by as much.
/// </summary>
public sealed record MonitorSettings(string Name, CheckSettings Check, TimeSpan Interval, TimeSpan Timeout, int Fall = 3, int Rise = 2)
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Attempts come 0.9 of the interval apart, +-10 % of that: in step they would load targets in bursts, and if gaps could exceed the
    /// interval, three of them plus the timeout would break the promise (an endpoint may die just after an attempt that went well).
    /// </summary>
    public TimeSpan ShortestGap => Interval * 0.81;

    public TimeSpan LongestGap => Interval * 0.99;

    /// <summary>An attempt is decided before the next one is sent, so outcomes come in order and none waits behind a timeout.</summary>
    public TimeSpan AttemptTimeout => Timeout < ShortestGap ? Timeout : ShortestGap;
}

/// <summary>Which monitors watch a pool's endpoints, and how many of them must say up for an endpoint to be up.</summary>
public sealed record MonitorChoice(IReadOnlyList<string> Names, int Need)
{
    /// <summary>Most monitors of one pool.</summary>
    public const int MaxMonitors = 8;

    public static MonitorChoice One(string name) => new([name], 1);

    public bool Equals(MonitorChoice? other) => other is not null && other.Need == Need && other.Names.SequenceEqual(Names);

    public override int GetHashCode() => HashCode.Combine(Need, Names.Count, Names[0]);
}
