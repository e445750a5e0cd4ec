using System.Data.Common;

namespace Proxima.Control.Storage;

/// <summary>What differs between database servers, and nothing else: everything said in plain SQL is said once, elsewhere.</summary>
public abstract class SqlDialect
{
    /// <summary>How the database is named to a person: its path or address, never a password.</summary>
    public abstract string Place { get; }

    /// <summary>A connection, open and tuned: each commit is on disk when it returns.</summary>
    /// <exception cref="DbException">It cannot be opened.</exception>
    public abstract DbConnection Open();

    /// <summary>Insert a row, or set <paramref name="values"/> where a row with these <paramref name="keys"/> is. Parameters @p0, @p1, ... are keys, then values.</summary>
    public abstract string Upsert(string table, IReadOnlyList<string> keys, IReadOnlyList<string> values);

    /// <summary>One line: what is wrong with the database at <see cref="Place"/>, and what to do.</summary>
    public abstract string Explain(DbException error);

    public StoreException ToStoreException(DbException error) => new(Explain(error), error);
}
