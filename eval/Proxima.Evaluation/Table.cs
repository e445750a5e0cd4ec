using System.Globalization;
using System.IO.Compression;

namespace Proxima.Evaluation;

/// <summary>A gzip CSV file without quoting, by column names.</summary>
internal sealed class Table
{
    private readonly Dictionary<string, int> columns;

    private Table(string[] header, List<string[]> rows)
    {
        columns = header.Select((name, at) => (name, at)).ToDictionary(pair => pair.name, pair => pair.at);
        Rows = rows;
    }

    public List<string[]> Rows { get; }

    public static Table Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var header = (reader.ReadLine() ?? throw new InvalidDataException($"{path} is empty")).Split(',');
        var rows = new List<string[]>();
        while (reader.ReadLine() is { } line)
        {
            var row = line.Split(',');
            if (row.Length != header.Length)
            {
                throw new InvalidDataException($"{path}:{rows.Count + 2}: {row.Length} fields, {header.Length} were expected");
            }

            rows.Add(row);
        }

        return new Table(header, rows);
    }

    /// <summary>First of the columns whose name starts so: one file explains its column in brackets behind the name.</summary>
    public int Column(string name) => columns.TryGetValue(name, out var at) ? at
        : columns.Where(pair => pair.Key.StartsWith(name + "(", StringComparison.Ordinal)).Select(pair => (int?)pair.Value).FirstOrDefault()
            ?? throw new InvalidDataException($"there is no column '{name}'");

    public static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    public static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    public static int[] Wholes(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Whole)];
}
