namespace Proxima.World;

/// <summary>
/// A line that changes the world, parsed whole before any of it is applied:
/// <c>set PATH KEY=VALUE...</c>, <c>cut PATH</c>, <c>heal PATH</c>, <c>down HOST</c>, <c>up HOST</c>.
/// </summary>
internal sealed record PathCommand(Action<PathTable> Apply)
{
    /// <summary>Null and faults when the line cannot be done; nothing has changed then.</summary>
    public static PathCommand? Parse(Word[] words, IReadOnlyList<string> names, List<TextFault> faults)
    {
        switch (words[0].Text)
        {
            case "set":
                return ParseSet(words, names, faults);
            case "cut" or "heal":
                return ParseCut(words, names, faults);
            case "down" or "up" when words.Length == 2:
                return ParseDown(words, names, faults);
            default:
                faults.Add(words[0].Fault($"'{words[0].Text}' is no command, expected set, cut, heal (A B or A->B), down HOST, up HOST, show or stop"));
                return null;
        }
    }

    public static PathCommand? ParseSet(Word[] words, IReadOnlyList<string> names, List<TextFault> faults)
    {
        var before = faults.Count;
        var selector = PathSelector.Parse(words.AsSpan(1), names, faults);
        if (selector is null)
        {
            return null;
        }

        var rest = words[(1 + selector.WordCount)..];
        if (rest.Length == 0)
        {
            faults.Add(words[0].Fault("nothing to set, expected rtt=, delay=, jitter= or loss="));
        }

        var settings = rest.Select(word => PathSetting.Parse(word, selector.IsOneWay, faults)).OfType<PathSetting>().ToList();
        return faults.Count > before ? null : new PathCommand(table =>
        {
            foreach (var (from, to) in selector.Directions)
            {
                ref var path = ref table[from, to];
                path = settings.Aggregate(path, (p, setting) => setting.Apply(p));
            }
        });
    }

    private static PathCommand? ParseCut(Word[] words, IReadOnlyList<string> names, List<TextFault> faults)
    {
        var before = faults.Count;
        var isCut = words[0].Text == "cut";
        var selector = PathSelector.Parse(words.AsSpan(1), names, faults);
        if (selector is not null && words.Length > 1 + selector.WordCount)
        {
            faults.Add(words[1 + selector.WordCount].Fault($"nothing more belongs here, expected '{words[0].Text} A B' or '{words[0].Text} A->B'"));
        }

        return faults.Count > before ? null : new PathCommand(table =>
        {
            foreach (var (from, to) in selector!.Directions)
            {
                ref var path = ref table[from, to];
                path = path with { IsCut = isCut };
            }
        });
    }

    private static PathCommand? ParseDown(Word[] words, IReadOnlyList<string> names, List<TextFault> faults)
    {
        var isDown = words[0].Text == "down";
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == words[1].Text)
            {
                var host = i;
                return new PathCommand(table => table.IsDown(host) = isDown);
            }
        }

        faults.Add(words[1].Fault($"no host '{words[1].Text}', expected one of {string.Join(' ', names)}"));
        return null;
    }
}
