using System.Globalization;

namespace Proxima.Dns.Records.Fields;

/// <summary>Seconds since 1970 as RRSIG has them: YYYYMMDDHHmmSS in UTC, or the plain number (RFC 4034 section 3.2). Read as the years 1970 to 2106.</summary>
internal static class TimestampField
{
    private const string Pattern = "yyyyMMddHHmmss";

    public static uint Parse(ref FieldReader fields, string what)
    {
        var field = fields.Raw(what);
        if (field.Length == Pattern.Length
            && DateTime.TryParseExact(field, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && (time - DateTime.UnixEpoch).TotalSeconds is >= 0 and <= uint.MaxValue and var seconds)
        {
            return (uint)seconds;
        }

        if (uint.TryParse(field, NumberStyles.None, null, out var number))
        {
            return number;
        }

        fields.Fail($"'{field}' is no {what}: YYYYMMDDHHmmSS, or seconds since 1970");
        return 0;
    }

    public static string Format(uint seconds) => DateTime.UnixEpoch.AddSeconds(seconds).ToString(Pattern, CultureInfo.InvariantCulture);
}
