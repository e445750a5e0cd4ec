namespace Proxima.Evaluation;

/// <summary>The usual: an exponential mean with weight .3, the lowest wins by more than a tolerance, the lowest are measured again.</summary>
internal sealed class SmoothedPolicy(int probes, double toleranceMs, double toleranceShare) : UpkeepPolicy
{
    private const double NewestWeight = 0.3;

    private double[][] estimates = [];
    private int[]? serving;

    public override void Begin(double[][] firstMs) => estimates = [.. firstMs.Select(row => Array.ConvertAll(row, ms => double.IsFinite(ms) ? ms : double.PositiveInfinity))];

    public override int[] Serve(int slice)
    {
        var before = serving;
        serving = new int[estimates.Length];
        for (var c = 0; c < serving.Length; c++)
        {
            var row = estimates[c];
            var best = Baselines.Lowest(row);
            var stays = before is not null && row[before[c]] - row[best] <= Math.Max(toleranceMs, toleranceShare * row[before[c]]);
            serving[c] = toleranceMs > 0 && stays ? before![c] : best;
        }

        return serving;
    }

    public override void Measure(int slice, double[][] offeredMs)
    {
        for (var c = 0; c < estimates.Length && probes > 0; c++)
        {
            var row = estimates[c];
            var lowest = Enumerable.Range(0, row.Length).OrderBy(site => row[site]).Take(probes).Append(serving![c]).Distinct().ToList();
            foreach (var site in lowest.Where(site => double.IsFinite(offeredMs[c][site])))
            {
                row[site] = double.IsFinite(row[site]) ? row[site] + (NewestWeight * (offeredMs[c][site] - row[site])) : offeredMs[c][site];
            }
        }
    }
}
