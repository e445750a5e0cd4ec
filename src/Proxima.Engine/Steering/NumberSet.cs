using System.Globalization;

namespace Proxima.Engine.Steering;

/// <summary>Numbers and ranges as people write status codes: <c>200-299,301</c>. Two of the same text are equal.</summary>
public sealed record NumberSet
{
    private readonly List<(int First, int Last)> ranges;

    private NumberSet(string text, List<(int First, int Last)> ranges) => (Text, this.ranges) = (text, ranges);

    public string Text { get; }

    public static NumberSet Of(int first, int last) => Of((first, last));

    public static NumberSet Of(params IReadOnlyList<(int First, int Last)> ranges) =>
        new(string.Join(',', ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}")), [.. ranges]);

    /// <summary>Parses what lies between <paramref name="least"/> and <paramref name="most"/>.</summary>
    public static bool TryParse(string text, int least, int most, out NumberSet set)
    {
        set = new NumberSet(text, []);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || first < least || last > most || last < first)
            {
                return false;
            }

            set.ranges.Add((first, last));
        }

        return true;
    }

    public bool Contains(int number) => ranges.Exists(range => number >= range.First && number <= range.Last);

    public bool Equals(NumberSet? other) => other?.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
