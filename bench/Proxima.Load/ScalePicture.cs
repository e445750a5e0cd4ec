using System.Globalization;
using Proxima.Pictures;

namespace Proxima.Load;

/// <summary>The lines of <c>bench/scale.sh</c> as curves: by client networks above, by zones below.</summary>
internal static class ScalePicture
{
    private const string Networks = "#c22";
    private const string File = "#37c";

    private static readonly (string Title, bool IsLogarithmic, (string Key, string Colour)[] Curves)[] Measures =
    [
        ("CPU for a query, us", false, [("server_us", Networks)]), ("memory and snapshot file, MB", true, [("pss_mb", Networks), ("file_mb", File)]),
        ("to build the snapshot, s", true, [("build_s", Networks)]), ("from the start to the first answer, ms", false, [("start_ms", Networks)]),
    ];

    /// <param name="lines">Of runs labelled <c>NETWORKSxSITES</c> or <c>zones=N</c>.</param>
    public static string Draw(IEnumerable<string> lines)
    {
        var runs = RunLines.Read(lines);
        var byNetworks = Sorted(runs, label => label.Contains('x', StringComparison.Ordinal) ? label.Split('x')[0] : null);
        var byZones = Sorted(runs, label => label.StartsWith("zones=", StringComparison.Ordinal) ? label["zones=".Length..] : null);
        var sites = string.Join(", ", byNetworks.Select(own => own.Lines.Label.Split('x')[1]));
        return Picture.Draw(
            [.. PanelsOf(byNetworks, $"client networks ({sites} sites)"), .. PanelsOf(byZones, "zones (1,000 networks, 8 sites)")], Measures.Length, [("the server", Networks), ("the file", File)]);
    }

    private static List<(double Size, RunLines Lines)> Sorted(List<RunLines> runs, Func<string, string?> sizeOf) =>
    [
        .. runs.Select(own => (Size: sizeOf(own.Label), Lines: own)).Where(own => own.Size is not null)
            .Select(own => (double.Parse(own.Size!, CultureInfo.InvariantCulture), own.Lines)).OrderBy(own => own.Item1),
    ];

    private static IEnumerable<Panel> PanelsOf(List<(double Size, RunLines Lines)> runs, string label)
    {
        if (runs.Count == 0)
        {
            yield break;
        }

        var horizontal = Axis.Logarithmic(label, runs[0].Size, runs[^1].Size);
        foreach (var (title, isLogarithmic, keys) in Measures)
        {
            List<Curve> curves =
            [
                .. keys.Select(key => new Curve(key.Colour, [.. runs.Where(own => own.Lines.Median(key.Key) is > 0).Select(own => (own.Size, own.Lines.Median(key.Key)!.Value))]) { ShowsPoints = true })
                    .Where(curve => curve.Points.Count > 0),
            ];
            var values = curves.SelectMany(curve => curve.Points).Select(point => point.Y).ToList();
            if (values.Count > 0)
            {
                yield return new Panel(title, horizontal, isLogarithmic ? Axis.Logarithmic(string.Empty, values.Min(), values.Max()) : Axis.FromZero(string.Empty, values.Max()), curves);
            }
        }
    }
}
