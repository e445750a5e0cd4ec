using Proxima.Engine.Latency;

namespace Proxima.Evaluation;

/// <summary>
/// As the node does it: samples into the estimator, its estimates through the map builder; the first of the row serves, and it and those with
/// the lowest figures are measured again.
/// </summary>
internal sealed class MapPolicy(int probes, Tolerance tolerance) : UpkeepPolicy
{
    /// <summary>A slice counts as a quarter of the estimator's half-life.</summary>
    private const long SliceMs = 900_000;
    private const long Start = 1_700_000_000_000;

    /// <summary>1.0.0.0/24 and those that follow: one a client.</summary>
    private const int FirstNetwork = 1 << 16;

    private readonly LatencyEstimator estimator = new();
    private LatencyMapBuilder? builder;
    private LatencySlot[][] rows = [];
    private int siteCount;

    public override void Begin(double[][] firstMs)
    {
        siteCount = firstMs[0].Length;
        builder = new LatencyMapBuilder(siteCount, tolerance, TimeSpan.FromSeconds(300));
        rows = [.. firstMs.Select(_ => Array.Empty<LatencySlot>())];
        for (var c = 0; c < firstMs.Length; c++)
        {
            Observe(c, Enumerable.Range(0, siteCount), firstMs[c], 0);
        }
    }

    public override int[] Serve(int slice)
    {
        var now = Start + (slice * SliceMs);
        estimator.AddTo(builder!, siteCount, site => site, now);
        var map = builder!.Build(DateTimeOffset.FromUnixTimeMilliseconds(now));
        for (var row = 0; row < map.Count; row++)
        {
            if (map.RungAt(row) == Rung.Measured)
            {
                rows[(int)(map.PrefixAt(row).High >> 40) - FirstNetwork] = [.. map.SlotsAt(row)];
            }
        }

        return [.. rows.Select(row => row.Length == 0 ? 0 : (int)row[0].Site)];
    }

    public override void Measure(int slice, double[][] offeredMs)
    {
        for (var c = 0; c < offeredMs.Length; c++)
        {
            var nearest = rows[c].OrderBy(slot => slot.Site != rows[c][0].Site).ThenBy(slot => slot.Rtt).Select(slot => (int)slot.Site);
            Observe(c, nearest.Concat(Enumerable.Range(0, siteCount)).Distinct().Take(probes), offeredMs[c], slice);
        }
    }

    private void Observe(int client, IEnumerable<int> sites, double[] rttMs, int slice)
    {
        var network = Prefix.FromBits(false, (ulong)(FirstNetwork + client) << 40, 0, 24);
        var at = Start + (slice * SliceMs);
        foreach (var site in sites.Where(site => double.IsFinite(rttMs[site])))
        {
            estimator.Observe(new LatencySample(network, (ushort)site, Rtt.FromMilliseconds(rttMs[site]), Evidence.Icmp, at), at);
        }
    }
}
