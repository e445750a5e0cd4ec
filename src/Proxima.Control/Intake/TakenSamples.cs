using Proxima.Control.Publishing;
using Proxima.Measurement.Uplink;

namespace Proxima.Control.Intake;

/// <summary>Which sites of a report are known, by the store's numbers, and how many of each one's samples are taken.</summary>
internal sealed class TakenSamples
{
    private readonly (ushort? Number, string Name, int Count)[] sites;

    public TakenSamples(ReportedBatch report, SiteNumbers numbers) =>
        sites = [.. report.Sites.Select(name => (numbers.TryGet(name, out var number) ? number : (ushort?)null, name, 0))];

    /// <summary>By name; the sender's among them even when none of its own is taken.</summary>
    public IReadOnlyDictionary<string, int> BySite => Known.GroupBy(site => site.Name).ToDictionary(same => same.Key, same => same.Sum(site => site.Count));

    public IReadOnlyDictionary<ushort, string> Names => Known.DistinctBy(site => site.Number).ToDictionary(site => site.Number!.Value, site => site.Name);

    private IEnumerable<(ushort? Number, string Name, int Count)> Known => sites.Where((site, place) => site.Number is not null && (place == 0 || site.Count > 0));

    /// <summary>False: the node knows no such site.</summary>
    public bool TryNumber(int site, out ushort number)
    {
        number = sites[site].Number ?? 0;
        return sites[site].Number is not null;
    }

    public void Count(int site) => sites[site].Count++;
}
