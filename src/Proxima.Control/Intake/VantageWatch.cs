using Proxima.Control.Publishing;
using Proxima.Engine.Latency;

namespace Proxima.Control.Intake;

/// <summary>
/// Now and then compares what the sites say of the same networks. The figures of a site that contradicts most others are left out of the
/// map, so that its networks are foretold from what the others measured; its samples are still taken, and it is heard again as soon as they
/// fit.
/// </summary>
public sealed class VantageWatch(EstimateBook estimates, SiteNumbers sites, Action<string> sayWarning, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Networks compared, an even choice: a few thousand tell what a million would.</summary>
    public const int MostNetworks = 2000;

    private IReadOnlyList<string> troubles = [];

    /// <summary>One line for each site that is not believed.</summary>
    public IReadOnlyList<string> Troubles => Volatile.Read(ref troubles);

    public Task LookAsync(CancellationToken cancel)
    {
        var places = sites.Places;
        var numbers = places.Keys.Order().ToList();
        var rows = estimates.RowsMs(numbers, MostNetworks, time.GetUtcNow());
        var contradicted = VantageCheck.Contradicted(rows, numbers.Count);
        estimates.Distrust(contradicted.Select(site => numbers[site.Site]).ToHashSet());
        var lines = contradicted
            .Select(site => $"site '{sites.NameOf(numbers[site.Site])}' reports round-trip times shorter than can be beside those of most other sites: its figures are not used until they fit; is its agent where it says it is, and its clock sound?")
            .ToList();
        foreach (var line in lines.Except(Troubles))
        {
            sayWarning(line);
        }

        Volatile.Write(ref troubles, lines);
        return Task.CompletedTask;
    }
}
