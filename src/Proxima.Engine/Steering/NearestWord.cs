namespace Proxima.Engine.Steering;

/// <summary>For a misspelt word, which of the known ones was meant.</summary>
public static class NearestWord
{
    /// <summary>What to say after "expected": the nearest known word if one is near, else all of them.</summary>
    public static string Expectation(string written, IReadOnlyList<string> known) => Expectation(written, known, $"one of {string.Join(", ", known)}");

    /// <summary>The same with what to say when none is near.</summary>
    public static string Expectation(string written, IReadOnlyList<string> known, string otherwise)
    {
        var nearest = known.MinBy(word => Distance(written, word));
        return nearest is not null && Distance(written, nearest) <= 1 + (nearest.Length / 3)
            ? $"'{nearest}'"
            : otherwise;
    }

    /// <summary>Letters to insert, remove or replace to turn one word into the other (Levenshtein 1966).</summary>
    public static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
