using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;

namespace Proxima.Settings.GeoIp;

/// <summary>What one record of an MMDB file says of a place, in the words of the databases there are.</summary>
internal ref struct MmdbPlace
{
    /// <summary>Entries of one map; real records have a dozen.</summary>
    private const int MaxEntries = 1024;

    private CountryCode country;
    private CountryCode registered;
    private uint autonomousSystem;
    private double latitude;
    private double longitude;

    public static bool TryRead(ReadOnlySpan<byte> data, uint at, out Place place)
    {
        var reading = new MmdbPlace { latitude = double.NaN, longitude = double.NaN };
        var cursor = new MmdbCursor(data, at);
        var isSound = reading.ReadMap(ref cursor, default);
        var position = double.IsFinite(reading.latitude) && double.IsFinite(reading.longitude) ? new GeoPosition(reading.latitude, reading.longitude) : (GeoPosition?)null;
        place = new Place(reading.autonomousSystem, reading.country.IsKnown ? reading.country : reading.registered, position);
        return isSound;
    }

    // GeoIP2: { country: { iso_code }, location: { latitude, longitude }, autonomous_system_number }; others are flat.
    private bool ReadMap(ref MmdbCursor cursor, ReadOnlySpan<byte> around)
    {
        var entries = cursor.ReadMap(out var inside);
        if (entries > MaxEntries || cursor.HasFailed)
        {
            return false;
        }

        for (; entries > 0 && !inside.HasFailed; entries--)
        {
            if (!Read(inside.ReadKey(), ref inside, around))
            {
                return false;
            }
        }

        return !inside.HasFailed;
    }

    private bool Read(ReadOnlySpan<byte> key, ref MmdbCursor value, ReadOnlySpan<byte> around)
    {
        if (key.SequenceEqual("latitude"u8) || key.SequenceEqual("lat"u8))
        {
            latitude = value.ReadNumber();
        }
        else if (key.SequenceEqual("longitude"u8) || key.SequenceEqual("lon"u8) || key.SequenceEqual("lng"u8))
        {
            longitude = value.ReadNumber();
        }
        else if (key.SequenceEqual("autonomous_system_number"u8) || key.SequenceEqual("asn"u8))
        {
            ReadAutonomousSystem(ref value);
        }
        else if (key.SequenceEqual("country_code"u8) || (key.SequenceEqual("iso_code"u8) && around.SequenceEqual("country"u8)))
        {
            _ = CountryCode.TryParse(value.ReadText(), out country);
        }
        else if (key.SequenceEqual("iso_code"u8) && around.SequenceEqual("registered_country"u8))
        {
            _ = CountryCode.TryParse(value.ReadText(), out registered);
        }
        else if (around.IsEmpty && (key.SequenceEqual("country"u8) || key.SequenceEqual("registered_country"u8) || key.SequenceEqual("location"u8) || key.SequenceEqual("traits"u8)))
        {
            return ReadNested(key, ref value);
        }
        else
        {
            value.Skip();
        }

        return true;
    }

    // A country is a map in GeoIP2, and two letters elsewhere.
    private bool ReadNested(ReadOnlySpan<byte> key, ref MmdbCursor value)
    {
        var flat = value;
        if (!ReadMap(ref value, key))
        {
            return false;
        }

        if (key.SequenceEqual("country"u8) && CountryCode.TryParse(flat.ReadText(), out var letters))
        {
            country = letters;
        }

        return true;
    }

    private void ReadAutonomousSystem(ref MmdbCursor value)
    {
        var copy = value;
        var number = value.ReadNumber();
        if (number is >= 0 and <= uint.MaxValue)
        {
            autonomousSystem = (uint)number;
        }
        else if (copy.ReadText() is { Length: > 2 } text && text.StartsWith("AS", StringComparison.OrdinalIgnoreCase))
        {
            _ = uint.TryParse(text.AsSpan(2), out autonomousSystem);
        }
    }
}
