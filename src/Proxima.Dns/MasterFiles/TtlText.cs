namespace Proxima.Dns.MasterFiles;

/// <summary>TTLs as master files write them: seconds, or numbers with units as BIND reads them (<c>1w2d3h4m5s</c>), at most 2^31-1 s (RFC 2181 section 8).</summary>
internal static class TtlText
{
    public const string Expected = "a TTL from 0 to 2147483647 s, as 3600 or 1h30m";

    public static bool TryParse(ReadOnlySpan<char> text, out uint seconds)
    {
        seconds = 0;
        ulong sum = 0, number = 0;
        var digits = 0;
        var units = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                number = (number * 10) + (ulong)(c - '0');
                digits++;
            }
            else
            {
                var factor = FactorOf(c);
                if (factor == 0 || digits == 0)
                {
                    return false;
                }

                sum += number * factor;
                (number, digits) = (0, 0);
                units++;
            }

            if (number > int.MaxValue || sum > int.MaxValue)
            {
                return false;
            }
        }

        if (units > 0 ? digits > 0 : digits == 0)
        {
            return false;
        }

        seconds = (uint)(sum + number);
        return true;
    }

    private static ulong FactorOf(char unit) => char.ToLowerInvariant(unit) switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 604_800,
        _ => 0,
    };
}
