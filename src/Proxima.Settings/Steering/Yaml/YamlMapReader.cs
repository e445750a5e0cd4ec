using System.Globalization;
using Proxima.Dns.Names;
using Proxima.Dns.Text;
using Proxima.Settings.Values;

namespace Proxima.Settings.Steering.Yaml;

/// <summary>Takes typed values out of one mapping. Every key asked for is thereby known; <see cref="ReportUnknown"/> makes the rest errors.</summary>
internal sealed class YamlMapReader
{
    private readonly string noun;
    private readonly List<TextError> errors;
    private readonly Dictionary<string, YamlNode> values = [];
    private readonly List<YamlScalar> keys = [];
    private readonly List<string> known = [];
    private readonly TextPosition at;
    private readonly bool isMap;

    /// <summary><paramref name="noun"/> says in errors what this mapping describes, as <c>site 'fra'</c>.</summary>
    public YamlMapReader(YamlNode node, string noun, List<TextError> errors)
    {
        this.noun = noun;
        this.errors = errors;
        at = node.At;
        isMap = node is YamlMap or YamlScalar { IsNothing: true };
        foreach (var (key, value) in EntriesOf(node, noun, errors))
        {
            keys.Add(key);
            values[key.Text] = value;
        }
    }

    /// <summary>The entries of a mapping, repeated keys reported and left out; an error, and none, when the node is something else.</summary>
    public static IEnumerable<(YamlScalar Key, YamlNode Value)> EntriesOf(YamlNode node, string noun, List<TextError> errors)
    {
        if (node is not YamlMap map)
        {
            if (node is not YamlScalar { IsNothing: true })
            {
                errors.Add(node.At.Error($"{noun} is no mapping", "key: value"));
            }

            return [];
        }

        var seen = new Dictionary<string, int>();
        var entries = new List<(YamlScalar, YamlNode)>();
        foreach (var (key, value) in map.Entries)
        {
            if (seen.TryAdd(key.Text, key.At.Line))
            {
                entries.Add((key, value));
            }
            else
            {
                errors.Add(key.At.Error($"'{key.Text}' a second time in {noun}", $"it once (the first is in line {seen[key.Text]})"));
            }
        }

        return entries;
    }

    public YamlNode? Node(string key)
    {
        if (!known.Contains(key))
        {
            known.Add(key);
        }

        return values.TryGetValue(key, out var node) && node is not YamlScalar { IsNothing: true } ? node : null;
    }

    public TextPosition PositionOf(string key) => values.TryGetValue(key, out var node) ? node.At : at;

    public IReadOnlyList<YamlNode> List(string key)
    {
        var node = Node(key);
        if (node is not null and not YamlList)
        {
            errors.Add(node.At.Error($"{key} of {noun} is no list", "a list"));
        }

        return (node as YamlList)?.Items ?? [];
    }

    public string? Text(string key)
    {
        var node = Node(key);
        if (node is not null and not YamlScalar)
        {
            errors.Add(node.At.Error($"{key} of {noun} is no single value", "one value"));
        }

        return (node as YamlScalar)?.Text;
    }

    public string? RequiredText(string key)
    {
        var isMissing = Node(key) is null;
        if (isMissing && isMap)
        {
            errors.Add(PositionOf(key).Error($"{noun} without {key}", $"{key}: ..."));
        }

        return isMissing ? null : Text(key);
    }

    public int Number(string key, int absent, int least, int most) => Text(key) is not { } text
        ? absent
        : Expect(key, text, int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most, $"a number from {least} to {most}")
            ? number
            : absent;

    public double? Degrees(string key, int most)
    {
        var text = Text(key);
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return text is not null
            && Expect(key, text, double.TryParse(text, style, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most, $"degrees from -{most} to {most}")
            ? degrees
            : null;
    }

    public TimeSpan Duration(string key, TimeSpan absent, TimeSpan least, TimeSpan most) => Text(key) is not { } text
        ? absent
        : Expect(key, text, DurationText.TryParse(text, out var duration) && duration >= least && duration <= most, $"a duration with its unit from {least.TotalSeconds}s to {most.TotalSeconds}s")
            ? duration
            : absent;

    /// <summary>A domain name, with or without the dot at its end.</summary>
    public DomainName? Name(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (DomainName.TryParse(text, DomainName.Root, out var name, out var problem))
        {
            return name;
        }

        errors.Add(PositionOf(key).Error($"{key} '{text}' is no domain name: {problem}", "a name, as www.example.org"));
        return null;
    }

    /// <summary>A share as <c>50%</c>, as a fraction of 1.</summary>
    public double Share(string key, double absent)
    {
        var share = 0.0;
        return Text(key) is { } text && Expect(key, text, ShareText.TryParse(text, out share), ShareText.Expected) ? share : absent;
    }

    /// <summary>A word that names something written elsewhere; unknown ones name the nearest known one.</summary>
    public string? Reference(string key, string kind, IReadOnlyCollection<string> names, bool isRequired)
    {
        var text = isRequired ? RequiredText(key) : Text(key);
        return text is null || Expect(key, text, names.Contains(text), () => KnownWord.Expected(text, names, kind), $"unknown {kind}") ? text : null;
    }

    /// <summary>No key is unknown: what this mapping may have cannot be said.</summary>
    public void KnowAll() => known.AddRange(keys.Select(key => key.Text));

    public bool Expect(string key, string text, bool isRight, string expected) => Expect(key, text, isRight, () => expected, key);

    public void ReportUnknown()
    {
        foreach (var key in keys.Where(key => !known.Contains(key.Text)))
        {
            errors.Add(key.At.Error($"unknown key '{key.Text}' in {noun}", KnownWord.Expected(key.Text, known, "key")));
        }
    }

    private bool Expect(string key, string text, bool isRight, Func<string> expected, string what)
    {
        if (!isRight)
        {
            errors.Add(PositionOf(key).Error($"{what} '{text}'", expected()));
        }

        return isRight;
    }
}
