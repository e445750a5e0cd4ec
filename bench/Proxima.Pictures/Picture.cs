using System.Globalization;
using System.Text;

namespace Proxima.Pictures;

/// <summary>Panels in rows, with the names of the colours below, as SVG.</summary>
public static class Picture
{
    private const int PanelWidth = 300;
    private const int PanelHeight = 210;
    private const int Left = 42;
    private const int Top = 30;
    private const int PlotWidth = 240;
    private const int PlotHeight = 140;
    private const int LegendWidth = 110;

    public static string Draw(IReadOnlyList<Panel> panels, int columns, IEnumerable<(string Name, string Colour)> legend)
    {
        var svg = new StringBuilder();
        var height = ((panels.Count + columns - 1) / columns * PanelHeight) + 24;
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{columns * PanelWidth}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">");
        Add(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        for (var i = 0; i < panels.Count; i++)
        {
            Add(svg, $"<g transform=\"translate({i % columns * PanelWidth},{i / columns * PanelHeight})\">");
            DrawPanel(svg, panels[i]);
            Add(svg, $"</g>");
        }

        var x = Left;
        foreach (var (name, colour) in legend)
        {
            Add(svg, $"<text x=\"{x}\" y=\"{height - 8}\" fill=\"{colour}\">{name}</text>");
            x += LegendWidth;
        }

        Add(svg, $"</svg>");
        return svg.ToString();
    }

    private static void DrawPanel(StringBuilder svg, Panel panel)
    {
        Add(svg, $"<text x=\"{Left}\" y=\"18\" font-weight=\"bold\">{panel.Title}</text>");
        foreach (var tick in panel.Vertical.Ticks)
        {
            Add(svg, $"<line x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{Y(tick):0.0}\" y2=\"{Y(tick):0.0}\" stroke=\"#eee\"/><text x=\"{Left - 4}\" y=\"{Y(tick) + 4:0.0}\" text-anchor=\"end\">{Axis.Format(tick)}</text>");
        }

        foreach (var tick in panel.Horizontal.Ticks)
        {
            Add(svg, $"<text x=\"{X(tick):0.0}\" y=\"{Top + PlotHeight + 16}\" text-anchor=\"middle\">{Axis.Format(tick)}</text>");
        }

        Add(svg, $"<text x=\"{Left + PlotWidth}\" y=\"{Top + PlotHeight + 30}\" text-anchor=\"end\">{panel.Horizontal.Label}</text>");
        foreach (var curve in panel.Curves)
        {
            var points = curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.0},{Y(point.Y):0.0}"));
            Add(svg, $"<polyline fill=\"none\" stroke=\"{curve.Colour}\" stroke-width=\"{(curve.IsBold ? 2.5 : 1.2)}\" stroke-dasharray=\"{(curve.IsDashed ? "4 3" : "none")}\" points=\"{string.Join(' ', points)}\"/>");
            foreach (var (x, y) in curve.ShowsPoints ? curve.Points : [])
            {
                Add(svg, $"<circle cx=\"{X(x):0.0}\" cy=\"{Y(y):0.0}\" r=\"3\" fill=\"{curve.Colour}\"/>");
            }
        }

        double X(double value) => Left + (PlotWidth * panel.Horizontal.Place(value));
        double Y(double value) => Top + PlotHeight - (PlotHeight * panel.Vertical.Place(value));
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
