using Proxima.Dns.Messages;

namespace Proxima.Dns.Records.Fields;

/// <summary>A set of record types in windows of 256, each a bitmap of 1 to 32 octets without trailing zeros (RFC 4034 section 4.1.2). Always in ascending order.</summary>
internal static class TypeBitmapField
{
    private const int MaxWindowLength = 32;

    public static ValueList<RecordType> Read(ref WireReader reader)
    {
        var types = new List<RecordType>();
        var lastWindow = -1;
        while (!reader.AtEnd)
        {
            int window = reader.Byte();
            int length = reader.Byte();
            var bitmap = reader.Take(length);
            if (window <= lastWindow || length is 0 or > MaxWindowLength || bitmap.IsEmpty || bitmap[^1] == 0)
            {
                reader.Fail();
                break;
            }

            lastWindow = window;
            for (var bit = 0; bit < length * 8; bit++)
            {
                if ((bitmap[bit / 8] & (0x80 >> (bit % 8))) != 0)
                {
                    types.Add((RecordType)((window << 8) | bit));
                }
            }
        }

        return new ValueList<RecordType>(types);
    }

    public static void Write(WireWriter writer, ValueList<RecordType> types)
    {
        Span<byte> bitmap = stackalloc byte[MaxWindowLength];
        foreach (var window in types.GroupBy(type => (ushort)type >> 8))
        {
            bitmap.Clear();
            var length = 0;
            foreach (var type in window)
            {
                var bit = (ushort)type & 0xFF;
                bitmap[bit / 8] |= (byte)(0x80 >> (bit % 8));
                length = (bit / 8) + 1;
            }

            writer.Byte((byte)window.Key);
            writer.Byte((byte)length);
            writer.Octets(bitmap[..length]);
        }
    }

    public static ValueList<RecordType> Parse(ref FieldReader fields)
    {
        var types = new SortedSet<RecordType>();
        while (!fields.AtEnd)
        {
            types.Add(fields.Type("type"));
        }

        return new ValueList<RecordType>(types);
    }

    public static void Format(FieldWriter fields, ValueList<RecordType> types)
    {
        foreach (var type in types)
        {
            fields.Type(type);
        }
    }
}
