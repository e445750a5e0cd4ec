using System.Globalization;

namespace Proxima.Pictures;

/// <summary>One side of a panel.</summary>
/// <param name="Label">What is counted, and in what; empty: nothing is written there.</param>
/// <param name="Ticks">The values that are written at it.</param>
/// <param name="Place">Where a value stands: 0 at the origin, 1 at the far end.</param>
public sealed record Axis(string Label, IReadOnlyList<double> Ticks, Func<double, double> Place)
{
    /// <summary>From 0 to a round number that is not below <paramref name="most"/>.</summary>
    public static Axis FromZero(string label, double most)
    {
        // 1, 2 or 5 times a power of ten, so that there are three to six ticks.
        var tenth = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1e-6))) - 1);
        var step = ((double[])[2, 5, 10, 20]).First(factor => most <= factor * tenth * 5) * tenth;
        var count = (int)Math.Ceiling(most / step);
        return new Axis(label, [.. Enumerable.Range(0, count + 1).Select(i => i * step)], value => value / (count * step));
    }

    /// <summary>Powers of ten, from the one at or below <paramref name="least"/> to the one at or above <paramref name="most"/>.</summary>
    public static Axis Logarithmic(string label, double least, double most)
    {
        var first = (int)Math.Floor(Math.Log10(least));
        var last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(most)));
        return new Axis(label, [.. Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power))], value => (Math.Log10(value) - first) / (last - first));
    }

    /// <summary>A tick as it is written: 1k for 1,000 and 1M for 1,000,000.</summary>
    public static string Format(double tick) =>
        tick >= 1e6 ? Format(tick / 1e6) + "M" : tick >= 1e3 ? Format(tick / 1e3) + "k" : tick.ToString("0.####", CultureInfo.InvariantCulture);
}
