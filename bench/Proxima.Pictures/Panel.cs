namespace Proxima.Pictures;

/// <summary>Curves that share their axes.</summary>
public sealed record Panel(string Title, Axis Horizontal, Axis Vertical, IReadOnlyList<Curve> Curves);

/// <summary>Points with a line through them.</summary>
public sealed record Curve(string Colour, IReadOnlyList<(double X, double Y)> Points)
{
    public bool IsBold { get; init; }

    public bool IsDashed { get; init; }

    /// <summary>Each point is drawn: there are few, and the line between them was not measured.</summary>
    public bool ShowsPoints { get; init; }
}
