namespace Proxima.Dns.Names;

/// <summary>Presentation format of a name to wire format in a caller's buffer of <see cref="DomainName.MaxWireLength"/> octets.</summary>
internal ref struct NameParser(Span<byte> wire)
{
    private const string TooLong = "the name is longer than 255 octets";

    private readonly Span<byte> wire = wire;
    private int labelStart;

    /// <summary>Octets written so far.</summary>
    public int Length { get; private set; }

    public bool TryParse(ReadOnlySpan<char> text, DomainName? origin, out string problem)
    {
        problem = "";
        if (text.IsEmpty)
        {
            problem = "the name is empty";
            return false;
        }

        if (text is ".")
        {
            this.wire[Length++] = 0;
            return true;
        }

        Length = 1;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '.')
            {
                if (!EndLabel(out problem))
                {
                    return false;
                }

                i++;
                continue;
            }

            if (!TryParseOctet(text, ref i, out var octet, out problem))
            {
                return false;
            }

            if (Length >= this.wire.Length)
            {
                problem = TooLong;
                return false;
            }

            this.wire[Length++] = octet;
        }

        return Finish(origin, out problem);
    }

    /// <summary>One character or escape of presentation format (RFC 1035 section 5.1); <paramref name="at"/> moves past it.</summary>
    internal static bool TryParseOctet(ReadOnlySpan<char> text, ref int at, out byte octet, out string problem)
    {
        octet = 0;
        problem = "";
        var c = text[at++];
        if (c == '\\')
        {
            return TryParseEscape(text, ref at, out octet, out problem);
        }

        if (c is < ' ' or > '~')
        {
            problem = c > '~' ? $"'{c}' is not ASCII: write it as \\DDD, or a name in its xn-- form" : "a control character: write it as \\DDD";
            return false;
        }

        octet = (byte)c;
        return true;
    }

    private static bool TryParseEscape(ReadOnlySpan<char> text, ref int at, out byte octet, out string problem)
    {
        octet = 0;
        problem = "";
        if (at >= text.Length)
        {
            problem = "a backslash at the end";
            return false;
        }

        if (!char.IsAsciiDigit(text[at]))
        {
            if (text[at] is < ' ' or > '~')
            {
                problem = "a backslash before a character that is not ASCII";
                return false;
            }

            octet = (byte)text[at++];
            return true;
        }

        var end = Math.Min(at + 3, text.Length);
        if (end - at < 3 || !byte.TryParse(text[at..end], System.Globalization.NumberStyles.None, null, out octet))
        {
            problem = $"'\\{text[at..end]}' is no escape: \\DDD is three digits up to 255";
            return false;
        }

        at = end;
        return true;
    }

    /// <summary>Fills in the length of the label that ends here and keeps one octet for the next label's length.</summary>
    private bool EndLabel(out string problem)
    {
        var length = Length - labelStart - 1;
        problem = length switch
        {
            0 => "a label is empty",
            > DomainName.MaxLabelLength => $"a label of {length} octets, and 63 is the most",
            _ => Length >= this.wire.Length ? TooLong : "",
        };
        if (problem.Length != 0)
        {
            return false;
        }

        this.wire[labelStart] = (byte)length;
        labelStart = Length++;
        return true;
    }

    private bool Finish(DomainName? origin, out string problem)
    {
        problem = "";
        var isAbsolute = Length == labelStart + 1;
        if (!isAbsolute && !EndLabel(out problem))
        {
            return false;
        }

        Length = labelStart;
        var rest = isAbsolute || origin is null ? DomainName.Root.Wire : origin.Wire;
        if (!rest.TryCopyTo(this.wire[Length..]))
        {
            problem = TooLong;
            return false;
        }

        Length += rest.Length;
        return true;
    }
}
