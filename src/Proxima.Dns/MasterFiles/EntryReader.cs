using Proxima.Dns.Text;

namespace Proxima.Dns.MasterFiles;

/// <summary>
/// Cuts a master file into entries and these into fields (RFC 1035 section 5.1): comments gone, parentheses joined, quotes and escapes kept
/// as written, so that whoever parses a field sees what the person wrote. An entry that cannot be cut is an error and is left out.
/// </summary>
internal sealed class EntryReader(string text, string file, int maxLength, ErrorList errors)
{
    private readonly List<Field> fields = [];
    private int position;
    private int line = 1;
    private int lineStart;
    private int depth;
    private (int Offset, int Line, int LineStart) firstOpen;

    public string File => file;

    public IReadOnlyList<Field> Fields => fields;

    /// <summary>The entry's first line begins with a blank: its owner is that of the entry before.</summary>
    public bool StartsBlank { get; private set; }

    public ReadOnlySpan<char> TextOf(int field) => text.AsSpan(fields[field].Start, fields[field].Length);

    public TextPosition PositionOf(int field) => new(file, fields[field].Line, fields[field].Column);

    /// <summary>Just behind the last field: where something is missing.</summary>
    public TextPosition End => new(file, fields[^1].Line, fields[^1].Column + fields[^1].Length);

    /// <summary>The fields from <paramref name="first"/> on, as written, one blank between each two.</summary>
    public string TextFrom(int first)
    {
        var last = fields[^1];
        if (fields[first].Line == last.Line && !text.AsSpan(fields[first].Start, last.Start - fields[first].Start).ContainsAny('(', ')'))
        {
            return text.Substring(fields[first].Start, last.Start + last.Length - fields[first].Start);
        }

        return string.Join(' ', fields.Skip(first).Select(field => text.Substring(field.Start, field.Length)));
    }

    /// <summary>Goes to the next entry that has a field; false at the end of the text.</summary>
    public bool TryRead()
    {
        while (position < text.Length)
        {
            fields.Clear();
            depth = 0;
            StartsBlank = text[position] is ' ' or '\t';
            if (ReadEntry() && fields.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool ReadEntry()
    {
        var start = Here;
        var startOffset = position;
        while (position < text.Length)
        {
            if (position - startOffset > maxLength)
            {
                return Fail(start, $"entry of more than {maxLength} characters", "a shorter one, or the closing parenthesis before");
            }

            switch (text[position])
            {
                case '\n':
                    NextLine();
                    if (depth == 0)
                    {
                        return true;
                    }

                    break;
                case ' ' or '\t' or '\r':
                    position++;
                    break;
                case ';':
                    SkipToLineEnd();
                    break;
                case '(':
                    firstOpen = depth++ == 0 ? (position, line, lineStart) : firstOpen;
                    position++;
                    break;
                case ')' when depth == 0:
                    return Fail(Here, "')' without '('", "as many '(' before it");
                case ')':
                    depth--;
                    position++;
                    break;
                default:
                    if (!ReadField(startOffset + maxLength))
                    {
                        return false;
                    }

                    break;
            }
        }

        return depth == 0 || FailUnclosed();
    }

    private bool ReadField(int mostOffset)
    {
        var start = position;
        var quoted = false;
        for (; position < text.Length && position <= mostOffset; position++)
        {
            var c = text[position];
            if (c == '\n' || (!quoted && c is ' ' or '\t' or '\r' or ';' or '(' or ')'))
            {
                break;
            }

            if (c == '\\' && position + 1 < text.Length && text[position + 1] is not ('\n' or '\r'))
            {
                position++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
                if (!quoted && text[start] == '"')
                {
                    // "a""b" is two strings.
                    position++;
                    break;
                }
            }
        }

        if (quoted && position <= mostOffset)
        {
            return Fail(new TextPosition(file, line, start - lineStart + 1), "quoted string without an end", "a closing '\"' on the same line");
        }

        fields.Add(new Field(start, position - start, line, start - lineStart + 1));
        return true;
    }

    private TextPosition Here => new(file, line, position - lineStart + 1);

    private bool Fail(TextPosition at, string what, string expected)
    {
        errors.Add(at, what, expected);
        SkipBrokenEntry();
        return false;
    }

    private bool FailUnclosed()
    {
        (position, line, lineStart) = firstOpen;
        return Fail(Here, "'(' without ')'", "a closing parenthesis before the end of the file");
    }

    // Inside parentheses the lines that follow are most likely the rest of the same entry when they are indented: what they
    // would say as entries of their own is noise.
    private void SkipBrokenEntry()
    {
        do
        {
            SkipToLineEnd();
            NextLine();
        }
        while (depth > 0 && position < text.Length && text[position] is ' ' or '\t' or ')');
    }

    private void SkipToLineEnd()
    {
        var end = text.AsSpan(position).IndexOf('\n');
        position = end < 0 ? text.Length : position + end;
    }

    private void NextLine()
    {
        position = Math.Min(position + 1, text.Length);
        line++;
        lineStart = position;
    }
}
