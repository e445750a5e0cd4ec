using Proxima.Control.Storage.MariaDb;
using Proxima.Settings.Node;

namespace Proxima.Control.Storage;

/// <summary>Every kind of database the store can stand on: one line each.</summary>
public static class DialectCatalog
{
    /// <param name="settings">[DB].</param>
    /// <param name="sqliteFile">Where a SQLite database is when the settings name no file.</param>
    public static SqlDialect For(DatabaseSettings settings, string sqliteFile) => settings.Kind switch
    {
        DatabaseKind.Mysql => new MariaDbDialect(ServerLogin.Of(settings), settings.Database),
        DatabaseKind.Postgresql => new PostgresDialect(ServerLogin.Of(settings), settings.Database),
        _ => new SqliteDialect(settings.File ?? sqliteFile),
    };
}
