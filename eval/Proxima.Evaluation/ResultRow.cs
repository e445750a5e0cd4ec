using System.Globalization;

namespace Proxima.Evaluation;

/// <summary>What was scored.</summary>
internal sealed record ResultName(string Track, string Variant, int Sites, int Probes, string Strategy);

/// <summary>One line of the result. Flips only where clients are followed over time.</summary>
internal sealed record ResultRow(
    ResultName Name, double MeanMs, double P50Ms, double P90Ms, double P99Ms, double GoodPercent, double BestPercent, double? FlipsPercent, double StandardErrorMs)
{
    public const string Header = "track,variant,sites,probes,strategy,mean_ms,p50_ms,p90_ms,p99_ms,good_pct,best_pct,flips_pct,stderr_ms";

    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name.Track},{Name.Variant},{Name.Sites},{Name.Probes},{Name.Strategy},{MeanMs:0.000},{P50Ms:0.000},{P90Ms:0.000},{P99Ms:0.000},{GoodPercent:0.00},{BestPercent:0.00},{FlipsPercent:0.00},{StandardErrorMs:0.000}");

    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name.Variant,-3} {Name.Sites,2} sites  m={Name.Probes,-2} {Name.Strategy,-22} {MeanMs,8:0.00} {P50Ms,7:0.00} {P90Ms,7:0.00} {P99Ms,7:0.0} {GoodPercent,6:0.0} {BestPercent,6:0.0} {FlipsPercent,6:0.00} ±{StandardErrorMs:0.00}");

    public static string TextHeader => "                                               mean     p50     p90     p99  good%  best% flips%";
}
