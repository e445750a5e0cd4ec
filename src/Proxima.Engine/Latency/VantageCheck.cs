namespace Proxima.Engine.Latency;

/// <summary>A site whose figures cannot be true together with those of the others.</summary>
/// <param name="Site">Its place in the rows given.</param>
/// <param name="Conflicts">Sites it contradicts.</param>
/// <param name="Others">Sites it can be compared with.</param>
public readonly record struct ContradictedSite(int Site, int Conflicts, int Others);

/// <summary>
/// Finds a site that claims to be nearer to many networks than it can be. By the triangle inequality the RTT between two sites is at least
/// what their RTTs to any one network differ by, and at most what those to any one network add up to:
/// <code>
///   |rtt(a, m) - rtt(b, m)|  &lt;=  rtt(a, b)  &lt;=  rtt(a, n) + rtt(b, n)       for all networks m, n
/// </code>
/// So the differences seen give a bound to the sums, without knowing where anybody is. Who tells small figures breaks it against nearly
/// every other site; honest sites break it rarely, for the Internet has detours. What this cannot see: figures too large (a bad link looks
/// the same, and being sent fewer clients harms only the site itself), a lie about a few networks, a lie that is small beside the distances
/// between the sites, two sites, and liars in the majority.
/// </summary>
public static class VantageCheck
{
    /// <summary>Fewer networks that both measured say nothing about two sites.</summary>
    public const int LeastCommon = 20;

    /// <summary>Networks compared, an even choice: a few thousand tell what a million would.</summary>
    public const int MostNetworks = 2000;

    // On PlanetLab and WonderProxy recordings, 60 random choices of 4, 8 and 16 sites each: no honest site was accused, and a site that
    // always claims 1 ms was found each time (docs/accuracy.md). The tenth of the largest differences is left out as detours and queues;
    // the sums may fall short of the bound by a fifth and 5 ms, in a tenth of the networks.
    private const double BoundQuantile = 0.9;
    private const double Slack = 0.8;
    private const double SlackMs = 5;
    private const double MostShareBroken = 0.1;

    /// <param name="rowsMs">One row a network: RTT in milliseconds by site, NaN where not measured.</param>
    /// <param name="siteCount">Length of every row.</param>
    public static IReadOnlyList<ContradictedSite> Contradicted(IReadOnlyList<double[]> rowsMs, int siteCount)
    {
        ArgumentNullException.ThrowIfNull(rowsMs);
        var verdicts = new bool?[siteCount, siteCount];
        for (var a = 0; a < siteCount; a++)
        {
            for (var b = 0; b < a; b++)
            {
                verdicts[a, b] = verdicts[b, a] = IsContradiction(rowsMs, a, b);
            }
        }

        // The worst first: whoever contradicted it alone is then clean.
        var left = Enumerable.Range(0, siteCount).ToList();
        var result = new List<ContradictedSite>();
        while (left.Select(site => Weigh(site, left, verdicts)).Where(IsOutvoted).OrderByDescending(site => site.Conflicts).FirstOrDefault() is { Conflicts: > 0 } worst)
        {
            left.Remove(worst.Site);
            result.Add(worst);
        }

        return result;
    }

    private static bool IsOutvoted(ContradictedSite site) => site.Others >= 2 && site.Conflicts * 2 > site.Others;

    private static ContradictedSite Weigh(int site, List<int> left, bool?[,] verdicts)
    {
        var others = left.Where(other => other != site && verdicts[site, other] is not null).ToList();
        return new(site, others.Count(other => verdicts[site, other] == true), others.Count);
    }

    /// <summary>Null where too few networks were measured from both.</summary>
    private static bool? IsContradiction(IReadOnlyList<double[]> rowsMs, int a, int b)
    {
        var common = rowsMs.Where(row => double.IsFinite(row[a]) && double.IsFinite(row[b])).ToList();
        if (common.Count < LeastCommon)
        {
            return null;
        }

        var differences = common.Select(row => Math.Abs(row[a] - row[b])).Order().ToList();
        var bound = (differences[(int)(BoundQuantile * (differences.Count - 1))] * Slack) - SlackMs;
        return common.Count(row => row[a] + row[b] < bound) > MostShareBroken * common.Count;
    }
}
