namespace Proxima.World;

/// <summary>
/// Which paths a line speaks of: <c>A B</c> both ways, <c>A->B</c> one way; <c>*</c> stands for every host.
/// </summary>
internal sealed record PathSelector(IReadOnlyList<(int From, int To)> Directions, bool IsOneWay, int WordCount)
{
    /// <param name="names">The hosts; a path is between two indexes into it.</param>
    /// <returns>Null and a fault when no path is named.</returns>
    public static PathSelector? Parse(ReadOnlySpan<Word> words, IReadOnlyList<string> names, List<TextFault> faults)
    {
        if (words.IsEmpty)
        {
            faults.Add(new TextFault(1, 1, "no path named, expected 'A B' or 'A->B'"));
            return null;
        }

        var arrow = words[0].Text.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 0 && words.Length < 2)
        {
            faults.Add(words[0].Fault("one name is no path, expected 'A B' or 'A->B'"));
            return null;
        }

        var from = Find(arrow < 0 ? words[0] : words[0] with { Text = words[0].Text[..arrow] }, names, faults);
        var to = Find(arrow < 0 ? words[1] : words[0] with { Text = words[0].Text[(arrow + 2)..] }, names, faults);
        var directions = new List<(int, int)>();
        foreach (var a in from)
        {
            foreach (var b in to.Where(b => b != a))
            {
                directions.Add((a, b));
                if (arrow < 0)
                {
                    directions.Add((b, a));
                }
            }
        }

        return new PathSelector(directions, arrow >= 0, arrow < 0 ? 2 : 1);
    }

    private static int[] Find(Word word, IReadOnlyList<string> names, List<TextFault> faults)
    {
        if (word.Text == "*")
        {
            return [.. Enumerable.Range(0, names.Count)];
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == word.Text)
            {
                return [i];
            }
        }

        faults.Add(word.Fault($"no host '{word.Text}', expected one of {string.Join(' ', names)} or *"));
        return [];
    }
}
