using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Latency;

/// <summary>The latency map as it lies in the snapshot.</summary>
public static class LatencySection
{
    public static SectionBuilder Build(LatencyRows rows) => throw new NotImplementedException();
}
