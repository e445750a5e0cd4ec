using System.Data.Common;

namespace Proxima.Control.Storage;

/// <summary>What differs between databases, and nothing else: everything said in plain SQL is said once, elsewhere.</summary>
public abstract class SqlDialect
{
    /// <summary>How the database is named to a person: its path or address, never a password.</summary>
    public abstract string Place { get; }

    /// <summary>Whether a commit can be lost on the way, so that its outcome must be asked for afterwards.</summary>
    public virtual bool IsServer => true;

    /// <summary>Most rows of one INSERT. Many save round trips to a server; where there is none, they only make a statement slow to bind.</summary>
    public int MostRowsAtOnce => IsServer ? 1000 : 10;

    /// <summary>What the database says it is, for a person.</summary>
    public abstract string VersionQuery { get; }

    /// <summary>Counts the tables of name @p0.</summary>
    public abstract string TableQuery { get; }

    /// <summary>A connection, open and tuned: each commit is on disk when it returns.</summary>
    /// <exception cref="DbException">It cannot be opened.</exception>
    /// <exception cref="StoreException">The machine lacks what it takes.</exception>
    public abstract SqlLink Open();

    /// <summary>The end of an INSERT statement that sets <paramref name="values"/> where a row with these <paramref name="keys"/> is.</summary>
    public virtual string OnConflict(IReadOnlyList<string> keys, IReadOnlyList<string> values) =>
        $" ON CONFLICT ({string.Join(", ", keys)}) DO UPDATE SET {string.Join(", ", values.Select(value => $"{value} = excluded.{value}"))}";

    /// <summary>A statement of a schema file in this database's words.</summary>
    public virtual string Adapt(string statement) => statement;

    /// <summary>
    /// Whether a schema statement failed only because an earlier attempt got this far: true is possible only where a transaction does not
    /// hold schema changes.
    /// </summary>
    public virtual bool IsAlreadyDone(DbException error) => false;

    /// <summary>Whether the connection is gone, so that another one may do better.</summary>
    public virtual bool IsLost(DbException error) => false;

    /// <summary>One line: what is wrong with the database at <see cref="Place"/>, and what to do.</summary>
    public abstract string Explain(DbException error);

    public StoreException ToStoreException(DbException error) => new(Explain(error), error);
}
