using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>Where on earth the owner is (RFC 1876 section 2).</summary>
/// <param name="Size">Diameter; this and both precisions as one digit (upper four bits) times a power of ten, in centimetres.</param>
/// <param name="Latitude">Thousandths of a second of arc, 2^31 at the equator, more to the north.</param>
/// <param name="Longitude">The same, 2^31 at the prime meridian, more to the east.</param>
/// <param name="Altitude">Centimetres above 100 000 m below the WGS 84 spheroid.</param>
public sealed record LocRecord(byte Size, byte HorizontalPrecision, byte VerticalPrecision, uint Latitude, uint Longitude, uint Altitude) : RecordData
{
    private const string DefaultSize = "1m";
    private const string DefaultHorizontalPrecision = "10000m";
    private const string DefaultVerticalPrecision = "10m";

    public override RecordType Type => RecordType.LOC;

    /// <summary>Of a version other than 0 nothing is known (RFC 1876 section 2): it stays octets.</summary>
    internal static RecordData Read(ref WireReader reader)
    {
        var version = reader.Byte();
        if (version != 0)
        {
            return new UnknownRecord(RecordType.LOC, new Octets([version, .. reader.Rest().Span]));
        }

        var data = new LocRecord(reader.Byte(), reader.Byte(), reader.Byte(), reader.UInt32(), reader.UInt32(), reader.UInt32());
        if (!LocField.IsLength(data.Size) || !LocField.IsLength(data.HorizontalPrecision) || !LocField.IsLength(data.VerticalPrecision)
            || !LocField.IsAngle(data.Latitude, LocField.MaxLatitude) || !LocField.IsAngle(data.Longitude, LocField.MaxLongitude))
        {
            reader.Fail();
        }

        return data;
    }

    internal static LocRecord Parse(ref FieldReader fields)
    {
        var latitude = LocField.ParseAngle(ref fields, "latitude", LocField.MaxLatitude, "NS");
        var longitude = LocField.ParseAngle(ref fields, "longitude", LocField.MaxLongitude, "EW");
        var altitude = LocField.ParseAltitude(ref fields);
        var size = LocField.ParseLength(ref fields, "size", DefaultSize);
        var horizontal = LocField.ParseLength(ref fields, "horizontal precision", DefaultHorizontalPrecision);
        var vertical = LocField.ParseLength(ref fields, "vertical precision", DefaultVerticalPrecision);
        return new LocRecord(size, horizontal, vertical, latitude, longitude, altitude);
    }

    internal override void Write(WireWriter writer)
    {
        writer.Byte(0);
        writer.Byte(Size);
        writer.Byte(HorizontalPrecision);
        writer.Byte(VerticalPrecision);
        writer.UInt32(Latitude);
        writer.UInt32(Longitude);
        writer.UInt32(Altitude);
    }

    internal override void Format(FieldWriter fields)
    {
        fields.Plain(LocField.FormatAngle(Latitude, "NS"));
        fields.Plain(LocField.FormatAngle(Longitude, "EW"));
        fields.Plain(LocField.FormatAltitude(Altitude));
        fields.Plain(LocField.FormatLength(Size));
        fields.Plain(LocField.FormatLength(HorizontalPrecision));
        fields.Plain(LocField.FormatLength(VerticalPrecision));
    }
}
