using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>Loss and jitter of rows by site, beside their slots: two sites in the room of one slot, in the same blocks.</summary>
internal sealed class QualityStore(int siteCount)
{
    private readonly SlotStore store = new((siteCount + 1) / 2);

    /// <summary>Empty for number 0.</summary>
    public ReadOnlySpan<PathQuality> this[int number] => number == 0 ? [] : MemoryMarshal.Cast<uint, PathQuality>(store[number - 1])[..siteCount];

    /// <summary>The number of a new row; 0 where none of the sites has loss or jitter.</summary>
    public int Add(ReadOnlySpan<SiteEstimate> bySite)
    {
        var isKnown = false;
        foreach (ref readonly var estimate in bySite)
        {
            isKnown |= PathQuality.From(in estimate) != default;
        }

        if (!isKnown)
        {
            return 0;
        }

        var row = MemoryMarshal.Cast<uint, PathQuality>(store[store.Add()]);
        row.Clear();
        for (var site = 0; site < bySite.Length; site++)
        {
            row[site] = PathQuality.From(in bySite[site]);
        }

        return store.Count;
    }
}
