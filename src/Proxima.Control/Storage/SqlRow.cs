using System.Data.Common;

namespace Proxima.Control.Storage;

/// <summary>One row of a result, good until the next one; columns count from 0.</summary>
public abstract class SqlRow
{
    public abstract bool IsDBNull(int column);

    public abstract long GetInt64(int column);

    public abstract double GetDouble(int column);

    public abstract string GetString(int column);

    /// <summary>An array of its own.</summary>
    public abstract byte[] GetOctets(int column);

    public int GetInt32(int column) => checked((int)GetInt64(column));
}

/// <summary>The row an ADO.NET reader stands on.</summary>
internal sealed class ReaderRow(DbDataReader reader) : SqlRow
{
    public override bool IsDBNull(int column) => reader.IsDBNull(column);

    public override long GetInt64(int column) => reader.GetInt64(column);

    public override double GetDouble(int column) => reader.GetDouble(column);

    public override string GetString(int column) => reader.GetString(column);

    public override byte[] GetOctets(int column) => reader.GetFieldValue<byte[]>(column);
}
