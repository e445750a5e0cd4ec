using System.Globalization;

namespace Proxima.World;

/// <summary>
/// One <c>key=value</c> of a path: <c>rtt=80ms</c> (half each way), <c>delay=40ms</c> (one way), <c>jitter=1ms</c>
/// (each packet waits up to this much more, uniformly, each way), <c>loss=2%</c> (each way).
/// </summary>
internal readonly record struct PathSetting(string Key, double Amount)
{
    /// <summary>The longest delay that may be set: longer ones would only fill the queue.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    public WanPath Apply(WanPath path) => Key switch
    {
        "rtt" => path with { Delay = TimeSpan.FromMicroseconds(Amount / 2) },
        "delay" => path with { Delay = TimeSpan.FromMicroseconds(Amount) },
        "jitter" => path with { Jitter = TimeSpan.FromMicroseconds(Amount) },
        _ => path with { Loss = Amount },
    };

    /// <summary>Null and a fault when the word is not a setting.</summary>
    public static PathSetting? Parse(Word word, bool isOneWay, List<TextFault> faults)
    {
        var equals = word.Text.IndexOf('=');
        var key = equals < 0 ? word.Text : word.Text[..equals];
        var value = equals < 0 ? "" : word.Text[(equals + 1)..];
        if (key == "rtt" && isOneWay)
        {
            faults.Add(word.Fault("rtt= is for both ways, expected delay= with A->B"));
            return null;
        }

        double? amount = key switch
        {
            "rtt" or "delay" or "jitter" => ParseMicroseconds(value),
            "loss" => ParseShare(value),
            _ => null,
        };
        if (amount is null)
        {
            faults.Add(word.Fault($"'{word.Text}' is no path setting, expected rtt=80ms, delay=40ms, jitter=1ms (0 to {MaxDelay.TotalSeconds:0}s) or loss=2% (0 to 100)"));
            return null;
        }

        return new PathSetting(key, amount.Value);
    }

    private static double? ParseMicroseconds(string text)
    {
        var (unitLength, factor) = text switch
        {
            _ when text.EndsWith("us", StringComparison.Ordinal) => (2, 1d),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (2, 1e3),
            _ when text.EndsWith('s') => (1, 1e6),
            _ => (0, 0d),
        };
        return factor > 0 && ParseNumber(text.AsSpan(0, text.Length - unitLength)) is { } n && n * factor <= MaxDelay.TotalMicroseconds ? n * factor : null;
    }

    private static double? ParseShare(string text) =>
        text.EndsWith('%') && ParseNumber(text.AsSpan(0, text.Length - 1)) is { } n && n <= 100 ? n / 100 : null;

    private static double? ParseNumber(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : null;
}
