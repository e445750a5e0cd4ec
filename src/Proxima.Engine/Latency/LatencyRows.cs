namespace Proxima.Engine.Latency;

/// <summary>The figure of one site in one row. Confidence 0 to 15, in fifteenths.</summary>
public readonly record struct SiteEstimate(Rtt Rtt, byte Confidence, Evidence Evidence)
{
    public static SiteEstimate Unknown => new(Rtt.Unknown, 0, Evidence.None);
}

/// <summary>
/// The rows a latency map is made of: for each prefix, its rung and the sites in the order of preference that tolerance and dwell gave them.
/// Prefixes may nest; the longest one that contains a client counts. Filled by <see cref="LatencyMapBuilder"/>.
/// </summary>
public sealed class LatencyRows
{
    public LatencyRows(int siteCount) => throw new NotImplementedException();

    public int SiteCount => throw new NotImplementedException();

    public int Count => throw new NotImplementedException();
}
