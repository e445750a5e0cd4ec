using Proxima.Engine.Latency;

namespace Proxima.Settings.Prefixes;

/// <summary>Round-trip times of prefix tables: milliseconds with at most three decimals, since the microsecond is the unit inside.</summary>
internal static class RttText
{
    public const string Expected = "milliseconds from 0.001 to 60000, at most three decimals";

    private const uint MostMicroseconds = 60_000_000;

    public static bool TryParse(ReadOnlySpan<byte> text, out Rtt rtt)
    {
        uint microseconds = 0;
        var decimals = -1;
        var digits = 0;
        foreach (var c in text)
        {
            if (c == '.' && decimals < 0 && digits > 0)
            {
                decimals = 0;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9' || decimals == 3 || microseconds > MostMicroseconds)
            {
                rtt = Rtt.Unknown;
                return false;
            }

            microseconds = (microseconds * 10) + c - '0';
            digits++;
            decimals += decimals < 0 ? 0 : 1;
        }

        for (var missing = Math.Max(decimals, 0); missing < 3 && microseconds <= MostMicroseconds; missing++)
        {
            microseconds *= 10;
        }

        rtt = new Rtt(microseconds);
        return decimals != 0 && microseconds is > 0 and <= MostMicroseconds;
    }
}
