using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Proxima.Control.Storage;

/// <summary>One SQLite file: WAL so that readers never wait, synchronous=FULL so that an acknowledged commit survives a power cut.</summary>
public sealed class SqliteDialect(string path) : SqlDialect
{
    /// <summary>How long a statement waits while another program holds the file.</summary>
    public const int BusyTimeoutSeconds = 2;

    public override string Place => path;

    public override bool IsServer => false;

    public override string VersionQuery => "SELECT 'SQLite ' || sqlite_version()";

    public override string TableQuery => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @p0";

    public override SqlLink Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            DefaultTimeout = BusyTimeoutSeconds,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;";
            command.ExecuteNonQuery();
            return new AdoLink(connection);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    // The primary result codes of SQLite (https://www.sqlite.org/rescode.html).
    public override string Explain(DbException error) => error is not SqliteException sqlite ? $"database '{path}': {error.Message}" : sqlite.SqliteErrorCode switch
    {
        5 or 6 => $"database '{path}' is locked by another program: end it, or give this node a state folder of its own",
        8 => $"database '{path}' is not writable: give this user write access to the file and its folder",
        10 => $"database '{path}' cannot be read or written: the disk reports an error",
        11 => $"database '{path}' is damaged: move it away and start again, or restore it from a backup",
        13 => $"database '{path}' cannot grow: the disk is full",
        14 => $"database '{path}' cannot be opened: the folder is missing or not writable",
        26 => $"'{path}' is no database of this node: move it away and start again",
        _ => $"database '{path}': {sqlite.Message}",
    };
}
