using System.Globalization;

namespace Proxima.Dns.Records.Fields;

/// <summary>Angles, altitudes and lengths of LOC records (RFC 1876 sections 2 and 3).</summary>
internal static class LocField
{
    public const int MaxLatitude = 90;
    public const int MaxLongitude = 180;

    private const uint Origin = 1U << 31;
    private const long ThousandthsPerDegree = 3_600_000;
    private const long AltitudeBaseCentimetres = 10_000_000;

    /// <summary>9 times 10^9 centimetres.</summary>
    private const decimal MaxLengthCentimetres = 9_000_000_000;

    public static bool IsLength(byte value) => value >> 4 <= 9 && (value & 0x0F) <= 9;

    public static bool IsAngle(uint value, int maxDegrees) => Math.Abs((long)value - Origin) <= maxDegrees * ThousandthsPerDegree;

    public static string FormatAngle(uint value, string directions)
    {
        var offset = (long)value - Origin;
        var thousandths = Math.Abs(offset);
        return $"{thousandths / ThousandthsPerDegree} {thousandths / 60_000 % 60} {thousandths / 1000 % 60}.{thousandths % 1000:D3} {directions[offset < 0 ? 1 : 0]}";
    }

    public static string FormatAltitude(uint value)
    {
        var centimetres = value - AltitudeBaseCentimetres;
        var magnitude = Math.Abs(centimetres);
        return $"{(centimetres < 0 ? "-" : "")}{magnitude / 100}.{magnitude % 100:D2}m";
    }

    public static string FormatLength(byte value)
    {
        var centimetres = (value >> 4) * (long)Math.Pow(10, value & 0x0F);
        return (value & 0x0F) >= 2 ? $"{centimetres / 100}m" : $"0.{centimetres:D2}m";
    }

    /// <summary>Degrees, minutes and seconds of which the later may be missing, and a direction.</summary>
    public static uint ParseAngle(ref FieldReader fields, string what, int maxDegrees, string directions)
    {
        var thousandths = 0L;
        long[] units = [ThousandthsPerDegree, 60_000, 1000];
        foreach (var unit in units)
        {
            var field = fields.Raw(what);
            if (TryParseDirection(field, directions, out var sign) && unit != ThousandthsPerDegree)
            {
                return Finish(ref fields, what, sign * thousandths, maxDegrees);
            }

            thousandths += ParsePart(ref fields, what, field, unit);
        }

        if (!TryParseDirection(fields.Raw(what), directions, out var direction))
        {
            fields.Fail($"the {what} has no direction: {directions[0]} or {directions[1]} after degrees, minutes and seconds");
        }

        return Finish(ref fields, what, direction * thousandths, maxDegrees);
    }

    public static uint ParseAltitude(ref FieldReader fields)
    {
        var field = fields.Raw("altitude");
        if (TryParseMetres(field, out var centimetres) && centimetres + AltitudeBaseCentimetres is >= 0 and <= uint.MaxValue)
        {
            return (uint)(centimetres + AltitudeBaseCentimetres);
        }

        fields.Fail($"'{field}' is no altitude: metres from -100000.00 to 42849672.95");
        return 0;
    }

    /// <summary>The largest digit times a power of ten that is not above the length: the wire has no other.</summary>
    public static byte ParseLength(ref FieldReader fields, string what, string missing)
    {
        var field = fields.AtEnd ? missing : fields.Raw(what);
        if (!TryParseMetres(field, out var centimetres) || centimetres is < 0 or > MaxLengthCentimetres)
        {
            fields.Fail($"'{field}' is no {what}: metres from 0 to 90000000.00");
            return 0;
        }

        var exponent = 0;
        for (; centimetres >= 10; exponent++)
        {
            centimetres = Math.Floor(centimetres / 10);
        }

        return (byte)(((int)centimetres << 4) | exponent);
    }

    private static bool TryParseDirection(ReadOnlySpan<char> field, string directions, out int sign)
    {
        var index = field.Length == 1 ? directions.IndexOf(char.ToUpperInvariant(field[0])) : -1;
        sign = index == 0 ? 1 : -1;
        return index >= 0;
    }

    /// <summary>Only seconds have a fraction.</summary>
    private static long ParsePart(ref FieldReader fields, string what, ReadOnlySpan<char> field, long unit)
    {
        var style = unit == 1000 ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        var limit = unit == ThousandthsPerDegree ? MaxLongitude + 1 : 60;
        if (decimal.TryParse(field, style, CultureInfo.InvariantCulture, out var value) && value < limit && value * unit % 1 == 0)
        {
            return (long)(value * unit);
        }

        fields.Fail($"'{field}' is no part of a {what}: degrees, minutes and seconds such as 52 22 23.000");
        return 0;
    }

    private static uint Finish(ref FieldReader fields, string what, long thousandths, int maxDegrees)
    {
        var value = (uint)(Origin + thousandths);
        if (!IsAngle(value, maxDegrees))
        {
            fields.Fail($"the {what} is above {maxDegrees} degrees");
        }

        return value;
    }

    /// <summary>Metres with at most two decimals and an optional m, to centimetres.</summary>
    private static bool TryParseMetres(ReadOnlySpan<char> field, out decimal centimetres)
    {
        var number = field.EndsWith("m", StringComparison.OrdinalIgnoreCase) ? field[..^1] : field;
        var isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var metres)
            && Math.Abs(metres) <= uint.MaxValue && metres * 100 % 1 == 0;
        centimetres = isNumber ? metres * 100 : 0;
        return isNumber;
    }
}
