using System.Globalization;
using System.Text;

namespace Proxima.Dns.MasterFiles;

/// <summary>A text of $GENERATE with the places that its number goes into. <c>\$</c> and <c>$$</c> are a dollar sign.</summary>
internal sealed class GenerateTemplate
{
    /// <summary>Digits that a width may ask for: more fit no label.</summary>
    private const int MaxWidth = 63;

    private readonly List<Part> parts = [];

    private readonly record struct Part(string Text, long Offset, int Width, char Base);

    /// <summary>False: at <paramref name="errorOffset"/> stands a <c>${</c> that is not well-formed.</summary>
    public static bool TryParse(string text, out GenerateTemplate template, out int errorOffset)
    {
        template = new GenerateTemplate();
        var plain = new StringBuilder();
        errorOffset = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                plain.Append(text[at + 1] == '$' ? "$" : text.AsSpan(at, 2));
                at++;
            }
            else if (text[at] != '$')
            {
                plain.Append(text[at]);
            }
            else if (text.AsSpan(at).StartsWith("$$"))
            {
                plain.Append('$');
                at++;
            }
            else
            {
                var part = new Part(plain.ToString(), 0, 0, 'd');
                var close = at;
                if (text.AsSpan(at).StartsWith("${"))
                {
                    close = text.IndexOf('}', at);
                    if (close < 0 || !TryParseModifiers(text[(at + 2)..close], ref part))
                    {
                        errorOffset = at;
                        return false;
                    }
                }

                template.parts.Add(part);
                plain.Clear();
                at = close;
            }
        }

        template.parts.Add(new Part(plain.ToString(), 0, 0, default));
        return true;
    }

    /// <summary>Null when the number with its offset is below 0.</summary>
    public string? Format(long number)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.Text);
            var value = number + part.Offset;
            if (part.Base != default)
            {
                if (value < 0)
                {
                    return null;
                }

                AppendNumber(text, value, part);
            }
        }

        return text.ToString();
    }

    private static bool TryParseModifiers(string text, ref Part part)
    {
        var fields = text.Split(',');
        var width = 0;
        if (fields.Length > 3
            || !int.TryParse(fields[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset)
            || (fields.Length > 1 && (!int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out width) || width > MaxWidth))
            || (fields.Length > 2 && fields[2] is not ("d" or "o" or "x" or "X" or "n" or "N")))
        {
            return false;
        }

        part = part with { Offset = offset, Width = width, Base = fields.Length > 2 ? fields[2][0] : 'd' };
        return true;
    }

    private static void AppendNumber(StringBuilder text, long value, in Part part)
    {
        switch (part.Base)
        {
            case 'o':
                text.Append(Convert.ToString(value, 8).PadLeft(part.Width, '0'));
                break;
            case 'x':
                text.Append(value.ToString("x", CultureInfo.InvariantCulture).PadLeft(part.Width, '0'));
                break;
            case 'X':
                text.Append(value.ToString("X", CultureInfo.InvariantCulture).PadLeft(part.Width, '0'));
                break;
            case 'n' or 'N':
                AppendNibbles(text, value, part.Width, part.Base == 'n' ? "0123456789abcdef" : "0123456789ABCDEF");
                break;
            default:
                text.Append(value.ToString(CultureInfo.InvariantCulture).PadLeft(part.Width, '0'));
                break;
        }
    }

    // For ip6.arpa: hexadecimal digits, the last one first, a dot between each two; the width counts digits and dots.
    private static void AppendNibbles(StringBuilder text, long value, int width, string digits)
    {
        var start = text.Length;
        do
        {
            text.Append(digits[(int)(value & 15)]);
            value >>= 4;
            if (value != 0 || text.Length - start < width)
            {
                text.Append('.');
            }
        }
        while (value != 0 || text.Length - start < width);
    }
}
