using Proxima.Engine.Latency;

namespace Proxima.Control.Publishing;

/// <summary>
/// Compares what the sites say of the same networks, before each map is made of it. The figures of a site that contradicts most others are
/// left out of the map, so that its networks are foretold from what the others measured; its samples are still taken, and it is heard again
/// as soon as they fit.
/// </summary>
public sealed class VantageWatch(SiteNumbers sites, Action<string> sayWarning)
{
    private IReadOnlyList<string> troubles = [];

    /// <summary>One line for each site that is not believed.</summary>
    public IReadOnlyList<string> Troubles => Volatile.Read(ref troubles);

    /// <summary>Those of the sites that are not to be believed; <paramref name="rowsMs"/> as <see cref="LatencyEstimator.RowsMs"/> gives them.</summary>
    public IReadOnlySet<ushort> Compare(IReadOnlyList<ushort> numbers, IReadOnlyList<double[]> rowsMs)
    {
        var contradicted = VantageCheck.Contradicted(rowsMs, numbers.Count).Select(site => numbers[site.Site]).ToHashSet();
        var lines = contradicted
            .Select(number => $"site '{sites.NameOf(number)}' reports round-trip times shorter than can be beside those of most other sites: its figures are not used until they fit; is its agent where it says it is, and its clock sound?")
            .ToList();
        foreach (var line in lines.Except(Troubles))
        {
            sayWarning(line);
        }

        Volatile.Write(ref troubles, lines);
        return contradicted;
    }
}
