namespace Proxima.Engine.Latency;

/// <summary>When one site counts as nearer than another: only by more than the larger of the two.</summary>
public readonly record struct Tolerance(Rtt Absolute, double Share)
{
    /// <summary>max(10 ms, 15 %).</summary>
    public static Tolerance Default => new(new Rtt(10_000), 0.15);

    /// <summary>The most that an RTT may exceed <paramref name="best"/> and still count as equal to it.</summary>
    public Rtt LimitFor(Rtt best) => throw new NotImplementedException();
}

/// <summary>
/// Turns estimates into the rows of the next map: keeps each network's order of sites unless another is better by more than the tolerance
/// and the dwell since the order last changed is over; adds the rows of covering prefixes and of the site-wide prior (0.0.0.0/0, ::/0);
/// fills the sites a network never saw from the rungs above it. Remembers orders between builds.
/// </summary>
public sealed class LatencyMapBuilder
{
    public LatencyMapBuilder(int siteCount, Tolerance tolerance, TimeSpan dwell) => throw new NotImplementedException();

    /// <summary>One network's own estimates, by site number; <see cref="SiteEstimate.Unknown"/> where it has none.</summary>
    public void Add(Prefix network, ReadOnlySpan<SiteEstimate> bySite) => throw new NotImplementedException();

    /// <summary>Builds the rows from what was added since the last build, then forgets the estimates and keeps the orders.</summary>
    public LatencyRows Build(DateTimeOffset now) => throw new NotImplementedException();
}
