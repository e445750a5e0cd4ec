using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>Some of a model's sites, by number.</summary>
public sealed class SiteSet
{
    private readonly bool[] isMember = new bool[LatencyRows.MaxSites + 1];

    public SiteSet(ReadOnlySpan<byte> sites)
    {
        foreach (var site in sites)
        {
            isMember[site] = true;
        }
    }

    public bool Contains(ushort site) => site < isMember.Length && isMember[site];
}
