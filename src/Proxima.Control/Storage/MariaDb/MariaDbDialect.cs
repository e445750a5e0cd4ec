using System.Data.Common;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>MariaDB or MySQL. <paramref name="database"/> null: no database, to create one.</summary>
public sealed class MariaDbDialect(ServerLogin login, string? database) : SqlDialect
{
    public override string Place => $"{database ?? "-"} at mysql server {login.Address}, user {login.User}";

    public override string VersionQuery => "SELECT VERSION()";

    public override string TableQuery => "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = @p0";

    public override SqlLink Open()
    {
        try
        {
            var link = new MariaDbLink(login, database);
            try
            {
                // Known whatever the server's own settings are: a text that is too long is an error, a backslash in a literal escapes.
                link.Run("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', SESSION autocommit = 1");
                return link;
            }
            catch (DbException)
            {
                link.Dispose();
                throw;
            }
        }
        catch (DllNotFoundException e)
        {
            throw new StoreException($"{ConnectorC.Library} is missing, which MySQL and MariaDB need: install libmariadb3 (Debian, Ubuntu) or mariadb-connector-c (Fedora, Red Hat)", e);
        }
    }

    public override string OnConflict(IReadOnlyList<string> keys, IReadOnlyList<string> values) =>
        $" ON DUPLICATE KEY UPDATE {string.Join(", ", values.Select(value => $"{value} = VALUES({value})"))}";

    // Transactions, every character, and names that differ when any of their characters does. Its BLOB ends at 64 kB.
    public override string Adapt(string statement) =>
        statement.StartsWith("CREATE TABLE", StringComparison.Ordinal) ? statement.Replace(" BLOB ", " MEDIUMBLOB ", StringComparison.Ordinal) + " ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin" : statement;

    // Table, column or index of this name is there.
    public override bool IsAlreadyDone(DbException error) => error.ErrorCode is 1050 or 1060 or 1061;

    // 2000 and up are the connector's own; of the server's: it shuts down, it killed the connection.
    public override bool IsLost(DbException error) => error.ErrorCode is (>= 2000 and < 3000) or 1053 or 1927 or 1152 or 1158 or 1159 or 1160 or 1161;

    // Numbers: https://mariadb.com/kb/en/mariadb-error-code-reference/
    public override string Explain(DbException error) => error.ErrorCode switch
    {
        1044 or 1142 => $"database {Place}: this user has no right to it: run 'proxima db init', or grant it",
        1045 or 1698 => $"database {Place}: wrong password, or this user may not log in from here",
        1049 => $"database {Place}: there is no such database: run 'proxima db init'",
        2002 or 2003 or 2005 => $"database {Place}: cannot be reached: {error.Message}",
        2006 or 2013 => $"database {Place}: the connection broke",
        2026 => $"database {Place}: no TLS as asked for ({error.Message}): set Tls and TlsCa in [DB]",
        _ => $"database {Place}: {error.Message}",
    };
}
