using System.Globalization;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;
using Proxima.Settings.Steering.Yaml;

namespace Proxima.Settings.Steering;

/// <summary><c>fra: { latitude: 50.11, longitude: 8.68, provider: examplehost, quota: { transfer: 2TB, counts: out, resets: 1 } }</c></summary>
internal static class SiteParser
{
    private const string ExpectedAmount = "an amount with its unit, as 500GB, 2TB or 1.5TiB";

    /// <summary>A month must have the day.</summary>
    private const int LastResetDay = 28;

    private static readonly string[] CountedWords = ["both", "out", "in", "larger"];

    private static readonly (string Unit, double Octets)[] Units =
    [
        ("TiB", 1L << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6),
    ];

    public static Site Parse(string name, YamlMapReader map, List<TextError> errors) =>
        new(name, map.Degrees("latitude", 90), map.Degrees("longitude", 180), map.Text("provider")) { Quota = map.Node("quota") is { } node ? ParseQuota(name, node, errors) : null };

    // Money is the transfer that it buys: what is included, and what the rest pays for.
    private static SiteQuota? ParseQuota(string site, YamlNode node, List<TextError> errors)
    {
        var map = new YamlMapReader(node, $"quota of site '{site}'", errors);
        var transfer = Amount(map, "transfer");
        var money = Money(map, "money");
        var price = Money(map, "per-terabyte");
        var included = Amount(map, "included");
        var counted = map.Reference("counts", "direction", CountedWords, isRequired: false) is { } word ? (CountedTraffic)Array.IndexOf(CountedWords, word) : CountedTraffic.Both;
        var resets = map.Number("resets", 1, 1, LastResetDay);
        map.ReportUnknown();
        if (transfer is null == (money is null) || (money is not null && price is null or 0) || (money is null && (price ?? included) is not null))
        {
            errors.Add(node.At.Error($"quota of site '{site}' that is neither transfer nor money", "transfer: 2TB, or money: 40 with per-terabyte: 5 and perhaps included: 20TB"));
            return null;
        }

        return new SiteQuota(transfer ?? ((included ?? 0) + (money!.Value / price!.Value * 1e12)), counted, resets);
    }

    private static double? Amount(YamlMapReader map, string key)
    {
        if (map.Text(key) is not { } text)
        {
            return null;
        }

        var (unit, octets) = Array.Find(Units, known => text.EndsWith(known.Unit, StringComparison.Ordinal));
        var amount = 0.0;
        return map.Expect(key, text, unit is not null && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount) && amount > 0, ExpectedAmount)
            ? amount * octets
            : null;
    }

    private static double? Money(YamlMapReader map, string key)
    {
        var amount = 0.0;
        return map.Text(key) is { } text && map.Expect(key, text, double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount), "an amount of money, without currency")
            ? amount
            : null;
    }
}
