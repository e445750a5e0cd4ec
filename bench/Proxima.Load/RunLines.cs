using System.Globalization;

namespace Proxima.Load;

/// <summary>Lines of <c>key=value</c> words, of the same label first: what was measured of one server, in the order in which it was measured.</summary>
internal sealed class RunLines
{
    private readonly List<Dictionary<string, string>> lines;

    private RunLines(string label, List<Dictionary<string, string>> lines) => (Label, this.lines) = (label, lines);

    public string Label { get; }

    /// <summary>By label, in the order of the first line of each; lines without a label are noise.</summary>
    public static List<RunLines> Read(IEnumerable<string> lines) =>
    [
        .. lines.Where(line => line.StartsWith("label=", StringComparison.Ordinal))
            .Select(line => line.Split(' ').Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]))
            .GroupBy(line => line["label"], (label, own) => new RunLines(label, [.. own])),
    ];

    public List<double> Of(string key) => [.. lines.Where(line => line.ContainsKey(key)).Select(line => double.Parse(line[key], CultureInfo.InvariantCulture))];

    /// <summary>Null: it was not measured.</summary>
    public double? Median(string key) => Median(Of(key));

    public static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
