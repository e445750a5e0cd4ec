using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Proxima.Engine.Latency;
using Proxima.Settings.Values;

namespace Proxima.Settings.Node;

internal delegate bool ValueParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>How one kind of setting is parsed, and what an error says was expected.</summary>
internal sealed record SettingParser<T>(ValueParser<T> TryParse, string Expected);

internal static class SettingParsers
{
    /// <summary>What fits a probe that looks like any other.</summary>
    private const int MaxContactLength = 64;

    public static SettingParser<IPEndPoint> EndPoint { get; } = new(TryParseEndPoint, "address:port, as 0.0.0.0:53 or [::]:53");

    public static SettingParser<Uri> HttpUrl { get; } = new(
        (string text, [MaybeNullWhen(false)] out Uri url) => Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https",
        "a URL that begins with http:// or https://");

    public static SettingParser<Tolerance> Tolerance { get; } = new(TryParseTolerance, "a duration and a share, as 10ms 15%");

    /// <summary>Of a network interface, as Linux takes it (dev_valid_name).</summary>
    public static SettingParser<string> InterfaceName { get; } = new(TryParseInterfaceName, "the name of a network interface, as eth0");

    public static SettingParser<Prefix> Network { get; } = new(
        (string text, out Prefix network) => Prefix.TryParse(text, out network), "an address or network, as 192.0.2.0/24 or 2001:db8::/32");

    public static SettingParser<string> Contact { get; } = new(
        (string text, [MaybeNullWhen(false)] out string contact) => (contact = text).Length <= MaxContactLength && text.All(c => c is >= ' ' and <= '~'),
        $"at most {MaxContactLength} ASCII characters, as https://example.org/probes");

    public static SettingParser<int> Port { get; } = Number(1, 65535);

    public static SettingParser<string> GeoIpFile { get; } = new(
        (string text, [MaybeNullWhen(false)] out string path) => Path.GetExtension(path = text).ToLowerInvariant() is ".mmdb" or ".csv",
        "a file whose name ends in .mmdb or .csv");

    public static SettingParser<int> Number(int least, int most) => new(
        (string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most,
        $"a number from {least} to {most}");

    /// <summary>One of the words of an enumeration, in any case.</summary>
    public static SettingParser<T> Word<T>()
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToList();
        return new SettingParser<T>(
            (string text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && words.Contains(text.ToLowerInvariant()),
            string.Join(" or ", words));
    }

    public static SettingParser<TimeSpan> Duration(string least, string most)
    {
        _ = DurationText.TryParse(least, out var shortest);
        _ = DurationText.TryParse(most, out var longest);
        return new SettingParser<TimeSpan>(
            (string text, out TimeSpan duration) => DurationText.TryParse(text, out duration) && duration >= shortest && duration <= longest,
            $"a duration from {least} to {most} with its unit (ms, s, m, h)");
    }

    private static bool TryParseInterfaceName(string text, out string name)
    {
        const int longest = 15;
        name = text;
        return text.Length is > 0 and <= longest && text is not ("." or "..") && text.All(sign => sign is > ' ' and < (char)127 and not ('/' or ':'));
    }

    private static bool TryParseEndPoint(string text, [MaybeNullWhen(false)] out IPEndPoint endPoint)
    {
        // The BCL takes a lone address for port 0; here the port is always written.
        var bracket = text.LastIndexOf(']');
        var colon = text.LastIndexOf(':');
        endPoint = null;
        return colon > 0
            && colon + 1 < text.Length
            && (bracket > 0 ? colon == bracket + 1 : text.IndexOf(':') == colon)
            && IPEndPoint.TryParse(text, out endPoint);
    }

    private static bool TryParseTolerance(string text, out Tolerance tolerance)
    {
        tolerance = default;
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length != 2 || !DurationText.TryParse(fields[0], out var absolute) || !ShareText.TryParse(fields[1], out var share))
        {
            return false;
        }

        tolerance = new Tolerance(Rtt.FromTimeSpan(absolute), share);
        return true;
    }
}
