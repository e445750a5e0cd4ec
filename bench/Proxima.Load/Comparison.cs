using System.Globalization;

namespace Proxima.Load;

/// <summary>
/// Lines of interleaved runs to one table: medians, and of the cost per query the median of the ratios round by round, since the machine's
/// other load is the same for neighbours only. What no line tells has no column.
/// </summary>
internal static class Comparison
{
    private const string Cost = "server_us";

    private static readonly (string Key, string Title, string Format)[] Columns =
    [
        ("qps", "queries/s", "0"), (Cost, "CPU us/query", "0.00"), ("ratio", "", "0.00"), ("p50_us", "p50 us", "0"), ("p99_us", "p99 us", "0"), ("pss_mb", "memory MB", "0.0"),
        ("file_mb", "file MB", "0.0"), ("build_s", "to build, s", "0.0"), ("start_ms", "start ms", "0"), ("reload_ms", "reload ms", "0.0"), ("gap_ms", "longest gap ms", "0.0"),
    ];

    /// <param name="label">Who is compared with all.</param>
    /// <param name="isShareOfTheirs">Its cost is told as a share of each other's; false: each cost as a multiple of its.</param>
    public static void Print(IEnumerable<string> lines, string label, bool isShareOfTheirs, TextWriter output)
    {
        var all = RunLines.Read(lines);
        var compared = all.Find(own => own.Label == label)?.Of(Cost) ?? [];
        var rows = all.Select(own => Columns.ToDictionary(column => column.Key, column => column.Key == "ratio" ? Ratio(own.Of(Cost)) : own.Median(column.Key))).ToList();
        var shown = Columns.Where(column => rows.Any(row => row[column.Key] is not null)).ToList();
        output.WriteLine($"| server | rounds | {string.Join(" | ", shown.Select(column => column.Key != "ratio" ? column.Title : isShareOfTheirs ? "ours / theirs" : $"of {label}"))} | bad + wrong |");
        output.WriteLine($"|---|---|{string.Concat(shown.Select(_ => "---|"))}---|");
        foreach (var (own, row) in all.Zip(rows))
        {
            var cells = shown.Select(column => row[column.Key]?.ToString(column.Format, CultureInfo.InvariantCulture) ?? "");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {own.Label} | {Columns.Max(column => own.Of(column.Key).Count)} | {string.Join(" | ", cells)} | {own.Of("bad").Sum() + own.Of("wrong").Sum():0} |"));
        }

        double? Ratio(List<double> theirs) => RunLines.Median(compared.Zip(theirs, (our, their) => isShareOfTheirs ? our / their : their / our));
    }
}
