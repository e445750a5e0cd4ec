using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>Longest-prefix match from client address to row, over IPv4 and IPv6, read in place from the snapshot.</summary>
public sealed class LatencyMap
{
    public LatencyMap(SectionView section) => _ = section;
}
