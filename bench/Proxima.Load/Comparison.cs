using System.Globalization;

namespace Proxima.Load;

/// <summary>
/// Lines of interleaved runs to one table: medians, and of the cost per query the median of the ratios round by round, since the machine's
/// other load is the same for neighbours only.
/// </summary>
internal static class Comparison
{
    private static readonly string[] Columns = ["qps", "server_us", "p50_us", "p99_us", "pss_mb", "start_ms"];

    public static void Print(IEnumerable<string> lines, string baseLabel, TextWriter output)
    {
        var runs = lines.Where(line => line.StartsWith("label=", StringComparison.Ordinal)).Select(Parse).ToList();
        output.WriteLine("| server | rounds | queries/s | CPU us/query | ours / theirs | p50 us | p99 us | memory MB | start ms | bad + wrong |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var ours = runs.Where(run => run["label"] == baseLabel).ToList();
        foreach (var theirs in runs.GroupBy(run => run["label"]).Select(group => group.ToList()))
        {
            var cells = Columns.Select(column => Median(theirs.Where(run => run.ContainsKey(column)).Select(run => Number(run, column))));
            var ratio = Median(ours.Zip(theirs, (our, their) => Number(our, "server_us") / Number(their, "server_us")));
            var faults = theirs.Sum(run => Number(run, "bad") + Number(run, "wrong"));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {theirs[0]["label"]} | {theirs.Count} | {cells.ElementAt(0):0} | {cells.ElementAt(1):0.00} | {ratio:0.00} | {cells.ElementAt(2):0} | {cells.ElementAt(3):0} | {cells.ElementAt(4):0.0} | {cells.ElementAt(5):0} | {faults:0} |"));
        }
    }

    private static Dictionary<string, string> Parse(string line) =>
        line.Split(' ').Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);

    private static double Number(Dictionary<string, string> run, string column) =>
        run.TryGetValue(column, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToList();
        return sorted.Count == 0 ? 0 : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
