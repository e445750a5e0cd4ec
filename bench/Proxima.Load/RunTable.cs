using System.Globalization;

namespace Proxima.Load;

/// <summary>A file of figures: a label and numbers a line, with tabs. Several runs append to one, and each makes its table of all that is there.</summary>
internal static class RunTable
{
    /// <summary>By label, in the order in which they first stand there.</summary>
    public static IEnumerable<(string Label, IReadOnlyList<double[]> Rows)> Read(string path) =>
        File.ReadLines(path).Select(line => line.Split('\t')).GroupBy(words => words[0])
            .Select(group => (group.Key, (IReadOnlyList<double[]>)[.. group.Select(words => words.Skip(1).Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray())]));

    public static double Median(IReadOnlyList<double[]> rows, int column)
    {
        var sorted = rows.Select(row => row[column]).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
