using System.Text;
using Proxima.Dns.Text;

namespace Proxima.Settings.Node;

/// <summary>
/// The lines of an INI file: <c>[Section]</c>, <c>Key = value</c>, comments from <c>#</c> or <c>;</c> at the head of a line or after a blank.
/// A value in double quotes keeps blanks and comment signs; inside, <c>\"</c> and <c>\\</c> stand for themselves.
/// </summary>
internal sealed class IniFile
{
    /// <summary>Characters of a line; settings have short ones.</summary>
    public const int MaxLineLength = 4096;

    private readonly List<IniValue> values = [];
    private readonly List<TextError> errors = [];
    private readonly List<(string Name, TextPosition At)> sections = [];

    public IReadOnlyList<IniValue> Values => values;

    public IReadOnlyList<(string Name, TextPosition At)> Sections => sections;

    public IReadOnlyList<TextError> Errors => errors;

    public static IniFile Parse(string text, string file)
    {
        var ini = new IniFile();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            ini.ParseLine(line, new TextPosition(file, ++number, 1));
        }

        return ini;
    }

    private void ParseLine(ReadOnlySpan<char> line, TextPosition start)
    {
        var content = line.TrimStart();
        if (content.IsEmpty || content[0] is '#' or ';')
        {
            return;
        }

        var at = start with { Column = line.Length - content.Length + 1 };
        if (line.Length > MaxLineLength)
        {
            errors.Add(at.Error($"line of {line.Length} characters", $"at most {MaxLineLength}"));
        }
        else if (content[0] == '[')
        {
            ParseSection(content, at);
        }
        else
        {
            ParseValue(content, at);
        }
    }

    private void ParseSection(ReadOnlySpan<char> content, TextPosition at)
    {
        var close = content.IndexOf(']');
        var name = close < 0 ? default : content[1..close].Trim();
        if (name.IsEmpty)
        {
            errors.Add(at.Error("section without name or without ']'", "[Name]"));
        }
        else if (!IsBlankOrComment(content[(close + 1)..]))
        {
            errors.Add((at with { Column = at.Column + close + 1 }).Error("text after the section's ']'", "the end of the line"));
        }

        sections.Add((name.ToString(), at));
    }

    private void ParseValue(ReadOnlySpan<char> content, TextPosition at)
    {
        var equals = content.IndexOf('=');
        var key = equals < 0 ? default : content[..equals].Trim().ToString();
        if (string.IsNullOrEmpty(key))
        {
            errors.Add(at.Error("line that is no section, key or comment", "Key = value"));
            return;
        }

        if (sections.Count == 0)
        {
            errors.Add(at.Error($"'{key}' before the first section", "[Section] above it"));
            return;
        }

        var rest = content[(equals + 1)..];
        var trimmed = rest.TrimStart();
        var valueAt = at with { Column = at.Column + equals + 1 + (rest.Length - trimmed.Length) };
        if (TryParseText(trimmed, valueAt, out var text))
        {
            AddOnce(new IniValue(sections[^1].Name, key, text, at, valueAt));
        }
    }

    private bool TryParseText(ReadOnlySpan<char> raw, TextPosition at, out string text)
    {
        if (!raw.StartsWith("\""))
        {
            text = raw[..CommentStart(raw)].TrimEnd().ToString();
            return true;
        }

        var plain = new StringBuilder();
        for (var i = 1; i < raw.Length; i++)
        {
            if (raw[i] == '"')
            {
                text = plain.ToString();
                if (IsBlankOrComment(raw[(i + 1)..]))
                {
                    return true;
                }

                errors.Add((at with { Column = at.Column + i + 1 }).Error("text after the closing '\"'", "the end of the line"));
                return false;
            }

            var isEscape = raw[i] == '\\' && i + 1 < raw.Length && raw[i + 1] is '"' or '\\';
            i += isEscape ? 1 : 0;
            plain.Append(raw[i]);
        }

        errors.Add(at.Error("quoted value without an end", "a closing '\"' on the same line"));
        text = string.Empty;
        return false;
    }

    private void AddOnce(IniValue value)
    {
        var first = values.Find(other => Is(other.Section, value.Section) && Is(other.Key, value.Key));
        if (first is null)
        {
            values.Add(value);
        }
        else
        {
            errors.Add(value.KeyAt.Error($"'{value.Key}' a second time in [{value.Section}]", $"it once (the first is in line {first.KeyAt.Line})"));
        }
    }

    private static bool Is(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static int CommentStart(ReadOnlySpan<char> raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] is '#' or ';' && (i == 0 || raw[i - 1] is ' ' or '\t'))
            {
                return i;
            }
        }

        return raw.Length;
    }

    private static bool IsBlankOrComment(ReadOnlySpan<char> rest) => rest.TrimStart() is [] or ['#' or ';', ..];
}
