using System.Globalization;

namespace Proxima.Engine.Steering;

/// <summary>Reads the parameters of one filter by name and collects every problem, unknown names included.</summary>
internal sealed class FilterParameters(FilterSettings settings)
{
    /// <summary>Longest tolerance, in milliseconds.</summary>
    private const int MaxToleranceMs = 4000;

    private readonly List<FilterProblem> problems = [];
    private readonly List<string> known = [];
    private readonly HashSet<string> refused = [];

    /// <summary>A time: <c>10ms</c>, <c>2.5 ms</c>, <c>0.1s</c>, or a bare number of milliseconds.</summary>
    public uint Microseconds(string name, uint otherwise)
    {
        if (!TryGet(name, out var text))
        {
            return otherwise;
        }

        var (number, scale) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1000),
            _ when text.EndsWith('s') => (text[..^1], 1_000_000),
            _ => (text, 1000),
        };
        return TryNumber(number, MaxToleranceMs * 1000 / scale, out var value)
            ? (uint)Math.Round(value * scale)
            : Report(name, text, $"a time from 0 to {MaxToleranceMs} ms, such as '10ms'", otherwise);
    }

    /// <summary>A share: <c>15%</c>, or a bare number of per cent. Returned as a fraction of 1.</summary>
    public double Share(string name, double otherwise)
    {
        if (!TryGet(name, out var text))
        {
            return otherwise;
        }

        return TryNumber(text.EndsWith('%') ? text[..^1] : text, 100, out var value)
            ? value / 100
            : Report(name, text, "a share from 0 to 100 %, such as '15%'", otherwise);
    }

    public uint Whole(string name, uint otherwise, int least, int most)
    {
        if (!TryGet(name, out var text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? (uint)value
            : Report(name, text, $"a whole number from {least} to {most}", otherwise);
    }

    /// <summary>A parameter that people look for here and that stands elsewhere.</summary>
    public void Refuse(string name, string what, string expected)
    {
        if (settings.Parameters.ContainsKey(name))
        {
            refused.Add(name);
            problems.Add(new FilterProblem(name, what, expected));
        }
    }

    public IReadOnlyList<FilterProblem> Finish()
    {
        foreach (var name in settings.Parameters.Keys.Where(name => !known.Contains(name) && !refused.Contains(name)))
        {
            var expected = known.Count == 0 ? $"none: '{settings.Name}' has no parameters" : NearestWord.Expectation(name, known);
            problems.Add(new FilterProblem(name, $"'{settings.Name}' has no parameter '{name}'", expected));
        }

        return problems;
    }

    private static bool TryNumber(string text, double most, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value <= most;

    private bool TryGet(string name, out string text)
    {
        known.Add(name);
        var found = settings.Parameters.TryGetValue(name, out var written);
        text = written?.Trim() ?? string.Empty;
        return found;
    }

    private T Report<T>(string name, string text, string expected, T otherwise)
    {
        problems.Add(new FilterProblem(name, $"'{text}' is no value for '{name}'", expected));
        return otherwise;
    }
}
