using System.Data.Common;

namespace Proxima.Control.Storage;

/// <summary>
/// One open connection: what the store needs of a driver and no more. Parameters are <c>@p0</c>, <c>@p1</c>, ... in the order of the text;
/// their values are int, long, double, string, octets (<c>byte[]</c>) or null. Used by one thread at a time. Every method throws <see cref="DbException"/>.
/// </summary>
public abstract class SqlLink : IDisposable
{
    /// <summary>Runs a statement, prepared and kept; returns how many rows it changed.</summary>
    public abstract int Execute(string sql, ReadOnlySpan<object?> parameters);

    /// <summary>Runs a query, prepared and kept; <paramref name="row"/> sees every row.</summary>
    public abstract void Query(string sql, ReadOnlySpan<object?> parameters, Action<SqlRow> row);

    /// <summary>Runs one statement without parameters, not kept.</summary>
    public abstract void Run(string sql);

    public abstract void Begin();

    public abstract void Commit();

    /// <summary>Does nothing where no transaction is open. Does not throw: what it would say, the error that led here has said.</summary>
    public abstract void Rollback();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
