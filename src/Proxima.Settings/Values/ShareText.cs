using System.Globalization;

namespace Proxima.Settings.Values;

/// <summary>Shares in percent: <c>15%</c> is 0.15.</summary>
public static class ShareText
{
    public const string Expected = "a share from 0% to 100%, as 15%";

    public static bool TryParse(ReadOnlySpan<char> text, out double share)
    {
        share = 0;
        if (!text.EndsWith("%")
            || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent > 100)
        {
            return false;
        }

        share = percent / 100;
        return true;
    }
}
