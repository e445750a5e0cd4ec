namespace Proxima.Dns.Records.Fields;

/// <summary>Seconds, plain or with the units all name servers take in master files: <c>1h30m</c>, <c>2w</c>.</summary>
public static class DurationField
{
    /// <summary>What a TTL may be, for error texts.</summary>
    public const string ExpectedTtl = "a TTL from 0 to 2147483647 s, as 3600 or 1h30m";

    /// <summary>A TTL has 31 bits (RFC 2181 section 8).</summary>
    public static bool TryParseTtl(ReadOnlySpan<char> text, out uint seconds) => TryParse(text, out seconds) && seconds <= int.MaxValue;

    /// <summary>False when <paramref name="text"/> is no duration or above 2^32-1 seconds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out uint seconds)
    {
        seconds = 0;
        var total = 0UL;
        var number = 0UL;
        var digits = 0;
        var hasUnit = false;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                number = (number * 10) + (ulong)(c - '0');
                digits++;
                if (number > uint.MaxValue)
                {
                    return false;
                }

                continue;
            }

            var unit = SecondsOf(c);
            if (unit == 0 || digits == 0)
            {
                return false;
            }

            total += number * unit;
            (number, digits, hasUnit) = (0, 0, true);
            if (total > uint.MaxValue)
            {
                return false;
            }
        }

        // A number without unit after one with (1h30) leaves its meaning open.
        if (text.IsEmpty || (hasUnit && digits != 0) || total + number > uint.MaxValue)
        {
            return false;
        }

        seconds = (uint)(total + number);
        return true;
    }

    internal static uint Parse(ref FieldReader fields, string what)
    {
        var field = fields.Raw(what);
        if (!TryParse(field, out var seconds))
        {
            fields.Fail($"'{field}' is no {what}: seconds, or a time such as 1h30m");
        }

        return seconds;
    }

    private static uint SecondsOf(char unit) => char.ToLowerInvariant(unit) switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        'w' => 604800,
        _ => 0,
    };
}
