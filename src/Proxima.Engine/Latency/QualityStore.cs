using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>Loss and jitter of rows by site, beside their slots: four sites in the room of one slot, in the same blocks.</summary>
internal sealed class QualityStore(int siteCount)
{
    private readonly SlotStore store = new((siteCount + 3) / 4);

    /// <summary>Empty for number 0.</summary>
    public ReadOnlySpan<PathQuality> this[int number] => number == 0 ? [] : MemoryMarshal.Cast<uint, PathQuality>(store[number - 1])[..siteCount];

    /// <summary>The number of a new row; 0 where none of the sites has loss or jitter.</summary>
    public int Add(ReadOnlySpan<SiteEstimate> bySite)
    {
        Span<PathQuality> qualities = stackalloc PathQuality[LatencyRows.MaxSites];
        var isKnown = false;
        for (var site = 0; site < bySite.Length; site++)
        {
            qualities[site] = PathQuality.From(in bySite[site]);
            isKnown |= qualities[site] != default;
        }

        if (!isKnown)
        {
            return 0;
        }

        qualities[..bySite.Length].CopyTo(MemoryMarshal.Cast<uint, PathQuality>(store[store.Add()]));
        return store.Count;
    }
}
