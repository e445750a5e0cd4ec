using System.Text;
using Proxima.Dns.Text;

namespace Proxima.Settings.Plugin;

/// <summary>One assignment of a shell file. An array has its elements, anything else one value.</summary>
internal sealed record ShellAssignment(string Key, IReadOnlyList<string> Values, bool IsArray, TextPosition At);

/// <summary>
/// Reads the assignments of a bash file without running it: <c>KEY=word</c>, single and double quotes, backslashes, <c>KEY=(a 'b' "c")</c> over
/// as many lines as it takes, <c>export</c>, comments. What a shell would compute ($VAR, $(command), `command`) is an error, as is any command.
/// </summary>
internal sealed class ShellReader
{
    private readonly List<ShellAssignment> assignments = [];
    private readonly List<TextError> errors = [];
    private readonly string text;
    private readonly string file;
    private int at;
    private int line = 1;
    private int lineStart;

    private ShellReader(string text, string file) => (this.text, this.file) = (text, file);

    private TextPosition Here => new(file, line, at - lineStart + 1);

    private char Next => at < text.Length ? text[at] : '\0';

    public static (IReadOnlyList<ShellAssignment> Assignments, IReadOnlyList<TextError> Errors) Read(string text, string file)
    {
        var reader = new ShellReader(text.Replace("\r\n", "\n", StringComparison.Ordinal), file);
        while (reader.SkipToStatement())
        {
            reader.ReadStatement();
        }

        return (reader.assignments, reader.errors);
    }

    private bool SkipToStatement()
    {
        while (at < text.Length)
        {
            if (Next == '#')
            {
                SkipLine();
            }
            else if (char.IsWhiteSpace(Next) || Next == ';')
            {
                Step();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void ReadStatement()
    {
        var start = Here;
        var key = ReadKey();
        if (key == "export" && Next is ' ' or '\t')
        {
            return; // the assignment follows as a statement of its own
        }

        if (key.Length == 0 || Next != '=')
        {
            errors.Add(start.Error("a command, which is not run here", "KEY=value"));
            SkipLine();
            return;
        }

        Step();
        var values = new List<string>();
        var isArray = Next == '(';
        var isWhole = isArray ? ReadArray(values) : ReadWord(values);
        if (isWhole)
        {
            assignments.Add(new ShellAssignment(key, values, isArray, start));
        }
        else
        {
            SkipLine();
        }
    }

    private string ReadKey()
    {
        var start = at;
        while (char.IsAsciiLetterOrDigit(Next) || Next == '_')
        {
            Step();
        }

        return text[start..at];
    }

    private bool ReadArray(List<string> values)
    {
        var open = Here;
        Step();
        while (true)
        {
            while (char.IsWhiteSpace(Next))
            {
                Step();
            }

            switch (Next)
            {
                case '#': SkipLine(); break;
                case ')': Step(); return true;
                case '\0': errors.Add(open.Error("array without an end", "')'")); return false;
                default:
                    if (!ReadWord(values))
                    {
                        return false;
                    }

                    break;
            }
        }
    }

    /// <summary>One word, of quoted and plain parts.</summary>
    private bool ReadWord(List<string> values)
    {
        var word = new StringBuilder();
        while (at < text.Length && !char.IsWhiteSpace(Next) && Next is not (';' or ')'))
        {
            var isRead = Next switch
            {
                '\'' => ReadQuoted(word, mayEscape: false),
                '"' => ReadQuoted(word, mayEscape: true),
                '(' or '&' or '|' or '<' or '>' => Refuse($"'{Next}', which only a shell understands"),
                _ => ReadCharacter(word, isQuoted: false),
            };
            if (!isRead)
            {
                return false;
            }
        }

        values.Add(word.ToString());
        return true;
    }

    private bool ReadQuoted(StringBuilder word, bool mayEscape)
    {
        var quote = Next;
        var open = Here;
        Step();
        while (Next != quote)
        {
            if (at >= text.Length)
            {
                errors.Add(open.Error("quotes without an end", $"a closing {quote}"));
                return false;
            }

            if (!mayEscape)
            {
                word.Append(Next);
                Step();
            }
            else if (!ReadCharacter(word, isQuoted: true))
            {
                return false;
            }
        }

        Step();
        return true;
    }

    private bool ReadCharacter(StringBuilder word, bool isQuoted)
    {
        if (Next is '$' or '`')
        {
            return Refuse($"'{Next}', which a shell would compute");
        }

        if (Next == '\\' && at + 1 < text.Length && (!isQuoted || text[at + 1] is '"' or '\\' or '$' or '`' or '\n'))
        {
            Step();
            if (Next == '\n')
            {
                Step(); // a line that goes on
                return true;
            }
        }

        word.Append(Next);
        Step();
        return true;
    }

    private bool Refuse(string what)
    {
        errors.Add(Here.Error(what, "the value itself, in single quotes if it has such characters"));
        return false;
    }

    private void SkipLine()
    {
        while (at < text.Length && Next != '\n')
        {
            Step();
        }
    }

    private void Step()
    {
        if (text[at++] == '\n')
        {
            line++;
            lineStart = at;
        }
    }
}
