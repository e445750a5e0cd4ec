using Proxima.Engine.Steering;

namespace Proxima.Settings.Values;

/// <summary>The "expected" half of the error for a word that nobody declared.</summary>
internal static class KnownWord
{
    /// <summary>Known words listed in full when none is near; above that only counted, to keep the error on one line.</summary>
    public const int MaxListed = 12;

    public static string Expected(string word, IReadOnlyCollection<string> known, string noun)
    {
        if (known.Count == 0)
        {
            return $"a known {noun} (there is none)";
        }

        var expected = NearestWord.Expectation(word, [.. known]);
        return known.Count > MaxListed && !expected.StartsWith('\'') ? $"one of the {known.Count} known {noun}s" : expected;
    }
}
