using Proxima.Dns.Text;
using Proxima.Settings.Values;

namespace Proxima.Settings.Node;

/// <summary>
/// Takes typed settings out of an INI file and the environment. Every key asked for is thereby known; <see cref="ReportUnknown"/> makes the
/// rest errors, so that no list of keys stands beside the code that reads them. No error repeats the value of a secret.
/// </summary>
internal sealed class SettingsReader
{
    private static readonly char[] ListSeparators = [',', ' ', '\t'];

    private readonly Dictionary<string, IniValue> values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TextError> errors;
    private readonly IniFile ini;

    public SettingsReader(IniFile ini, IReadOnlyDictionary<string, string> environment)
    {
        this.ini = ini;
        errors = [.. ini.Errors];
        foreach (var value in ini.Values.Concat(EnvironmentValues.Of(environment, errors)))
        {
            values[Id(value.Section, value.Key)] = value;
        }
    }

    /// <summary>In the order of the text, whatever was asked for first.</summary>
    public IReadOnlyList<TextError> Errors =>
        [.. errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column)];

    /// <summary>An empty value counts as none.</summary>
    public string? Text(string section, string key, int most = IniFile.MaxLineLength)
    {
        var value = Find(section, key);
        if (value?.Text.Length > most)
        {
            errors.Add(value.ValueAt.Error($"{key} of {value.Text.Length} characters", $"at most {most}"));
        }

        return value?.Text;
    }

    public T Read<T>(string section, string key, T absent, SettingParser<T> parser) =>
        Find(section, key) is { } value && TryParse(value.Text, value.ValueAt, key, parser, out var parsed) ? parsed! : absent;

    /// <summary>Values separated by commas or blanks.</summary>
    public IReadOnlyList<T> List<T>(string section, string key, IReadOnlyList<T> absent, SettingParser<T> parser)
    {
        if (Find(section, key) is not { } value)
        {
            return absent;
        }

        var list = new List<T>();
        var offset = 0;
        foreach (var text in value.Text.Split(ListSeparators, StringSplitOptions.RemoveEmptyEntries))
        {
            offset = value.Text.IndexOf(text, offset, StringComparison.Ordinal);
            if (TryParse(text, value.ValueAt with { Column = value.ValueAt.Column + offset }, key, parser, out var parsed))
            {
                list.Add(parsed!);
            }

            offset += text.Length;
        }

        return list;
    }

    /// <summary>A value that no error repeats.</summary>
    public Secret? Secret(string section, string key) => Find(section, key) is { } value ? new Secret(value.Text) : null;

    public bool Has(string section) =>
        ini.Sections.Any(known => known.Name.Equals(section, StringComparison.OrdinalIgnoreCase)) || values.Values.Any(value => value.Section.Equals(section, StringComparison.OrdinalIgnoreCase));

    public bool HasKey(string section, string key) => values.ContainsKey(Id(section, key));

    /// <summary>A section that must be there.</summary>
    public void Require(string section, string file)
    {
        if (!Has(section))
        {
            errors.Add(new TextPosition(file, 1, 1).Error($"no section [{section}]", $"[{section}]"));
        }
    }

    /// <summary>An error of a whole section, at its head.</summary>
    public void FailSection(string section, string file, string what, string expected)
    {
        var head = ini.Sections.Where(known => known.Name.Equals(section, StringComparison.OrdinalIgnoreCase)).Select(known => known.At).FirstOrDefault(new TextPosition(file, 1, 1));
        errors.Add(head.Error(what, expected));
    }

    /// <summary>Errors of a file that a setting names.</summary>
    public void Add(IEnumerable<TextError> found) => errors.AddRange(found);

    /// <summary>The secret <paramref name="key"/>, or the content of the file that <paramref name="key"/>File names.</summary>
    public Secret? SecretOrFile(string section, string key, string folder)
    {
        var secret = Find(section, key);
        var file = Find(section, key + "File");
        if (secret is not null && file is not null)
        {
            errors.Add(file.ValueAt.Error($"{key}File beside {key}", "one of the two"));
        }

        if (secret is not null || file is null)
        {
            return secret is null ? null : new Secret(secret.Text);
        }

        var path = Path.Combine(folder, file.Text);
        if (!SourceText.TryRead(path, IniFile.MaxLineLength, out var text, out var error))
        {
            errors.Add(file.ValueAt.Error($"{key}File '{path}' {error.What}", error.Expected));
        }
        else if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(file.ValueAt.Error($"{key}File '{path}' is empty", $"a {key.ToLowerInvariant()} in it"));
        }

        return new Secret(text.Trim());
    }

    /// <summary>Where the value stands; the start of <paramref name="file"/> when there is none.</summary>
    public TextPosition PositionOf(string section, string key, string file) => Find(section, key)?.ValueAt ?? new TextPosition(file, 1, 1);

    public void Fail(string section, string key, string what, string expected) =>
        errors.Add(values[Id(section, key)].ValueAt.Error(what, expected));

    public void ReportUnknown()
    {
        foreach (var (name, at) in ini.Sections.Where(section => section.Name.Length > 0 && !known.ContainsKey(section.Name)))
        {
            errors.Add(at.Error($"unknown section '{name}'", KnownWord.Expected(name, known.Keys, "section")));
        }

        foreach (var value in values.Values)
        {
            if (!known.TryGetValue(value.Section, out var keys))
            {
                if (value.IsFromEnvironment)
                {
                    errors.Add(value.KeyAt.Error($"unknown section '{value.Section}'", KnownWord.Expected(value.Section, known.Keys, "section")));
                }
            }
            else if (!keys.Contains(value.Key, StringComparer.OrdinalIgnoreCase))
            {
                errors.Add(value.KeyAt.Error($"unknown key '{value.Key}' in [{value.Section}]", KnownWord.Expected(value.Key, keys, "key")));
            }
        }
    }

    private IniValue? Find(string section, string key)
    {
        if (!known.TryGetValue(section, out var keys))
        {
            known[section] = keys = [];
        }

        if (!keys.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            keys.Add(key);
        }

        return values.TryGetValue(Id(section, key), out var value) && value.Text.Length > 0 ? value : null;
    }

    private bool TryParse<T>(string text, TextPosition at, string key, SettingParser<T> parser, out T? parsed)
    {
        if (parser.TryParse(text, out parsed))
        {
            return true;
        }

        errors.Add(at.Error($"{key} '{text}'", parser.Expected));
        return false;
    }

    private static string Id(string section, string key) => $"{section}.{key}";
}
