using System.Text;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>The row a statement stands on; each column is fetched when it is asked for.</summary>
internal sealed unsafe class MariaDbRow(StatementHandle statement) : SqlRow
{
    /// <summary>Octets of the longest text column, 400 characters, and to spare.</summary>
    public const int MaxText = 4096;

    private readonly byte[] text = new byte[MaxText];

    public override bool IsDBNull(int column)
    {
        long ignored;
        return Fetch(column, FieldType.LongLong, &ignored, sizeof(long)) is null;
    }

    public override long GetInt64(int column)
    {
        long value;
        return Fetch(column, FieldType.LongLong, &value, sizeof(long)) is null ? throw Null(column) : value;
    }

    public override double GetDouble(int column)
    {
        double value;
        return Fetch(column, FieldType.Double, &value, sizeof(double)) is null ? throw Null(column) : value;
    }

    public override string GetString(int column)
    {
        fixed (byte* start = text)
        {
            var length = Fetch(column, FieldType.String, start, MaxText) ?? throw Null(column);
            return length <= MaxText
                ? Encoding.UTF8.GetString(text, 0, length)
                : throw new MariaDbException($"a text of {length} octets in column {column}, at most {MaxText} are expected", 0);
        }
    }

    public override byte[] GetOctets(int column)
    {
        int length;
        fixed (byte* start = text)
        {
            length = Fetch(column, FieldType.Blob, start, MaxText) ?? throw Null(column);
        }

        if (length <= MaxText)
        {
            return text[..length];
        }

        var octets = new byte[length];
        fixed (byte* start = octets)
        {
            _ = Fetch(column, FieldType.Blob, start, length);
        }

        return octets;
    }

    // The value's own length; null for NULL.
    private int? Fetch(int column, int type, void* buffer, int size)
    {
        nuint length = 0;
        byte isNull = 0;
        byte error = 0;
        var binding = new ParameterBinding { Type = type, Buffer = buffer, BufferLength = (nuint)size, Length = &length, IsNull = &isNull, Error = &error };
        if (ConnectorC.FetchColumn(statement, &binding, (uint)column, 0) != 0)
        {
            throw MariaDbException.Of(statement);
        }

        return isNull != 0 ? null : (int)length;
    }

    private static InvalidCastException Null(int column) => new($"column {column} is NULL");
}
