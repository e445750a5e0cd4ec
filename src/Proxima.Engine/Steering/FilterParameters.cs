using System.Globalization;

namespace Proxima.Engine.Steering;

/// <summary>Reads the parameters of one filter by name and collects every problem, unknown names included.</summary>
internal sealed class FilterParameters(FilterSettings settings, FilterGround ground)
{
    /// <summary>Longest tolerance, in milliseconds.</summary>
    private const int MaxToleranceMs = 4000;

    private readonly List<FilterProblem> problems = [];
    private readonly List<string> known = [];
    private readonly HashSet<string> refused = [];

    public FilterGround Ground => ground;

    /// <summary>The filter's name.</summary>
    public string Filter => settings.Name;

    /// <summary>Names of all parameters as written.</summary>
    public IEnumerable<string> Written => settings.Parameters.Keys;

    public bool Has(string name) => settings.Parameters.ContainsKey(name);

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

    /// <summary>A duration in whole seconds: <c>90s</c>, <c>5m</c>, <c>1h</c>, or a bare number of seconds.</summary>
    public uint Seconds(string name, uint otherwise, int least, int most)
    {
        if (!TryGet(name, out var text))
        {
            return otherwise;
        }

        var (number, scale) = text.Length == 0 ? (text, 1) : text[^1] switch
        {
            's' => (text[..^1], 1),
            'm' => (text[..^1], 60),
            'h' => (text[..^1], 3600),
            _ => (text, 1),
        };
        return TryNumber(number, most / (double)scale, out var value) && value * scale >= least
            ? (uint)Math.Round(value * scale)
            : Report(name, text, $"a duration from {least}s to {most}s, such as '90s' or '5m'", otherwise);
    }

    /// <summary>A share: <c>15%</c>, or a bare number of per cent. Returned as a fraction of 1.</summary>
    public double Share(string name, double otherwise, int most = 100)
    {
        if (!TryGet(name, out var text))
        {
            return otherwise;
        }

        return TryNumber(text.EndsWith('%') ? text[..^1] : text, most, out var value)
            ? value / 100
            : Report(name, text, $"a share from 0 to {most} %, such as '15%'", otherwise);
    }

    /// <summary>A number that may have a unit behind it, as <c>500km</c>.</summary>
    public double Number(string name, double otherwise, int most, string unit = "")
    {
        if (!TryGet(name, out var text))
        {
            return otherwise;
        }

        var number = unit.Length > 0 && text.EndsWith(unit, StringComparison.Ordinal) ? text[..^unit.Length] : text;
        return TryNumber(number, most, out var value) ? value : Report(name, text, $"a number from 0 to {most}{(unit.Length > 0 ? $", such as '{most / 2}{unit}'" : "")}", otherwise);
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

    public string Text(string name, string otherwise) => TryGet(name, out var text) ? text : otherwise;

    /// <summary>The items of a list, or a lone value; none when the parameter is not there.</summary>
    public IReadOnlyList<string> Items(string name) => TryGet(name, out var text)
        ? text.Split(FilterSettings.ItemSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : [];

    /// <summary>Numbers of the sites that a list names, each once.</summary>
    public byte[] Sites(string name)
    {
        var numbers = new List<byte>();
        var items = Items(name);
        for (var i = 0; i < items.Count; i++)
        {
            var number = ground.NumberOf(items[i]);
            if (number < 0)
            {
                Add(name, $"no site is called '{items[i]}'", ground.Sites.Count == 0 ? "a site (there is none)" : NearestWord.Expectation(items[i], [.. ground.Sites.Select(site => site.Name)]), i);
            }
            else if (numbers.Contains((byte)number))
            {
                Add(name, $"site '{items[i]}' a second time", "it once", i);
            }
            else
            {
                numbers.Add((byte)number);
            }
        }

        if (Has(name) && items.Count == 0)
        {
            Add(name, $"'{name}' of '{Filter}' names no site", "a list of sites");
        }

        return [.. numbers];
    }

    /// <summary>The sites of one of two parameters, of which exactly one must be there.</summary>
    public byte[] SitesOfOne(string first, string second, out bool isSecond)
    {
        var (sites, others) = (Sites(first), Sites(second));
        isSecond = Has(second);
        if (Has(first) == isSecond)
        {
            Add(isSecond ? second : null, isSecond ? $"'{first}' and '{second}' in one '{Filter}'" : $"'{Filter}' that names no sites", $"one of {first}: [site, ...] and {second}: [site, ...]");
        }

        return isSecond ? others : sites;
    }

    /// <summary>A parameter that people look for here and that stands elsewhere.</summary>
    public void Refuse(string name, string what, string expected)
    {
        if (Has(name))
        {
            refused.Add(name);
            Add(name, what, expected);
        }
    }

    /// <summary>A problem that the filter itself found. <paramref name="name"/> is null when it is the filter as a whole.</summary>
    public void Add(string? name, string what, string expected, int item = 0) => problems.Add(new FilterProblem(name, what, expected, item));

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
        if (!known.Contains(name))
        {
            known.Add(name);
        }

        var found = settings.Parameters.TryGetValue(name, out var written);
        text = written?.Trim() ?? string.Empty;
        return found;
    }

    private T Report<T>(string name, string text, string expected, T otherwise)
    {
        Add(name, $"'{text}' is no value for '{name}'", expected);
        return otherwise;
    }
}
