using System.Globalization;
using System.Text;

namespace Proxima.Evaluation;

/// <summary>Mean regret against probes per client, one panel a variant and number of sites, as SVG.</summary>
internal static class RegretPicture
{
    private const int PanelWidth = 300;
    private const int PanelHeight = 210;
    private const int Columns = 3;
    private const int Left = 42;
    private const int Top = 30;
    private const int PlotWidth = 240;
    private const int PlotHeight = 140;
    private const int MostProbes = 4;

    private static readonly (string Strategy, string Colour)[] Lines =
        [("random", "#999"), ("single-best", "#c80"), ("geo-nearest", "#37c"), ("geo-shortlist", "#37c"), (Ours.Name, "#c22"), ("all-measured", "#393")];

    public static string Draw(IReadOnlyList<ResultRow> rows)
    {
        var panels = rows.Where(row => row.Name.Track is "A" or "B" or "D").GroupBy(row => (row.Name.Variant, row.Name.Sites)).ToList();
        var svg = new StringBuilder();
        var height = (((panels.Count + Columns - 1) / Columns) * PanelHeight) + 24;
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Columns * PanelWidth}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">");
        Add(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        for (var i = 0; i < panels.Count; i++)
        {
            Add(svg, $"<g transform=\"translate({i % Columns * PanelWidth},{i / Columns * PanelHeight})\">");
            DrawPanel(svg, panels[i].Key, [.. panels[i]]);
            Add(svg, $"</g>");
        }

        var x = Left;
        foreach (var (strategy, colour) in Lines)
        {
            Add(svg, $"<text x=\"{x}\" y=\"{height - 8}\" fill=\"{colour}\">{strategy}</text>");
            x += 110;
        }

        Add(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawPanel(StringBuilder svg, (string Variant, int Sites) key, List<ResultRow> rows)
    {
        Add(svg, $"<text x=\"{Left}\" y=\"18\" font-weight=\"bold\">{key.Variant}, {key.Sites} sites: mean regret, ms</text>");
        foreach (var tick in (double[])[0, 0.5, 1, 2, 5, 10, 20, 50, 100])
        {
            Add(svg, $"<line x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{Y(tick):0.0}\" y2=\"{Y(tick):0.0}\" stroke=\"#eee\"/><text x=\"{Left - 4}\" y=\"{Y(tick) + 4:0.0}\" text-anchor=\"end\">{tick}</text>");
        }

        for (var m = 0; m <= MostProbes; m++)
        {
            Add(svg, $"<text x=\"{X(m):0.0}\" y=\"{Top + PlotHeight + 16}\" text-anchor=\"middle\">{m}</text>");
        }

        Add(svg, $"<text x=\"{Left + PlotWidth}\" y=\"{Top + PlotHeight + 30}\" text-anchor=\"end\">probes per client</text>");
        foreach (var (strategy, colour) in Lines)
        {
            var own = rows.Where(row => row.Name.Strategy == strategy).OrderBy(row => row.Name.Probes).ToList();
            var isFlat = own.Count == 1;
            var points = (isFlat ? [(0, own[0].MeanMs), (MostProbes, own[0].MeanMs)] : own.Where(row => row.Name.Probes <= MostProbes).Select(row => (row.Name.Probes, row.MeanMs)))
                .Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Item1):0.0},{Y(point.Item2):0.0}"));
            Add(svg, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{(strategy == Ours.Name ? 2.5 : 1.2)}\" stroke-dasharray=\"{(isFlat ? "4 3" : "none")}\" points=\"{string.Join(' ', points)}\"/>");
        }
    }

    private static double X(int probes) => Left + (probes * PlotWidth / (double)MostProbes);

    // Logarithmic with an origin: half a millisecond and a hundred both show.
    private static double Y(double ms) => Top + PlotHeight - (PlotHeight * Math.Log(1 + (ms * 2)) / Math.Log(1 + 300));

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
