using Proxima.Pictures;

namespace Proxima.Evaluation;

/// <summary>Mean regret against probes per client, one panel a variant and number of sites, as SVG.</summary>
internal static class RegretPicture
{
    private const int Columns = 3;
    private const int MostProbes = 4;

    private static readonly (string Strategy, string Colour)[] Lines =
        [("random", "#999"), ("single-best", "#c80"), ("geo-nearest", "#37c"), ("geo-shortlist", "#37c"), (Ours.Name, "#c22"), ("all-measured", "#393")];

    private static readonly Axis Probes = new("probes per client", [0, 1, 2, 3, MostProbes], probes => probes / MostProbes);

    // Logarithmic with an origin: half a millisecond and a hundred both show.
    private static readonly Axis Regret = new(string.Empty, [0, 0.5, 1, 2, 5, 10, 20, 50, 100], ms => Math.Log(1 + (ms * 2)) / Math.Log(1 + 300));

    public static string Draw(IReadOnlyList<ResultRow> rows)
    {
        var panels = rows.Where(row => row.Name.Track is "A" or "B" or "D").GroupBy(row => (row.Name.Variant, row.Name.Sites))
            .Select(panel => new Panel($"{panel.Key.Variant}, {panel.Key.Sites} sites: mean regret, ms", Probes, Regret, [.. Lines.Select(line => CurveOf(line.Strategy, line.Colour, panel))]));
        return Picture.Draw([.. panels], Columns, Lines);
    }

    private static Curve CurveOf(string strategy, string colour, IEnumerable<ResultRow> rows)
    {
        var own = rows.Where(row => row.Name.Strategy == strategy).OrderBy(row => row.Name.Probes).ToList();
        var isFlat = own.Count == 1;
        return new Curve(colour, isFlat ? [(0, own[0].MeanMs), (MostProbes, own[0].MeanMs)] : [.. own.Where(row => row.Name.Probes <= MostProbes).Select(row => ((double)row.Name.Probes, row.MeanMs))])
        {
            IsBold = strategy == Ours.Name,
            IsDashed = isFlat,
        };
    }
}
