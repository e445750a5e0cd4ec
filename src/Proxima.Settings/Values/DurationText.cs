using System.Buffers;
using System.Globalization;

namespace Proxima.Settings.Values;

/// <summary>Durations as people write them: a number and its unit, <c>10ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>. Never without the unit.</summary>
public static class DurationText
{
    public const string Expected = "a duration with its unit, as 10ms, 5s, 2m or 1h";

    private static readonly SearchValues<char> NumberSigns = SearchValues.Create("0123456789.");

    /// <summary>No duration here is longer: a day catches a wrong unit.</summary>
    private const double MaxMs = 86_400_000;

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.IndexOfAnyExcept(NumberSigns);
        if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        double factor = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => 0,
        };
        if (factor == 0 || number * factor > MaxMs)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(number * factor);
        return true;
    }
}
