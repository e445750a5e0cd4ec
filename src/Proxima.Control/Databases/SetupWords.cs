using Proxima.Settings.Node;

namespace Proxima.Control.Databases;

/// <summary>
/// The statements that create a database and its user. They take no parameters; names have been checked to be of harmless signs, and the
/// password is quoted here.
/// </summary>
internal sealed record SetupWords(List<string> Create, string AlterUser)
{
    /// <summary>Every statement may run again; the last password counts.</summary>
    public static SetupWords ForMysql(DatabaseSettings settings, string password, string from)
    {
        var user = $"'{settings.User}'@'{from.Replace("'", "''", StringComparison.Ordinal)}'";
        var quoted = password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        var alter = $"ALTER USER {user} IDENTIFIED BY '{quoted}'";
        return new SetupWords(
            [
                $"CREATE DATABASE IF NOT EXISTS `{settings.Database}` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                $"CREATE USER IF NOT EXISTS {user} IDENTIFIED BY '{quoted}'",
                alter,
                $"GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON `{settings.Database}`.* TO {user}",
            ],
            alter);
    }

    /// <summary>User, then database, whose owner it is. PostgreSQL has no IF NOT EXISTS for them.</summary>
    public static SetupWords ForPostgresql(DatabaseSettings settings, string password)
    {
        var quoted = password.Replace("'", "''", StringComparison.Ordinal);
        return new SetupWords(
            [
                $"CREATE ROLE \"{settings.User}\" LOGIN PASSWORD '{quoted}'",
                $"CREATE DATABASE \"{settings.Database}\" OWNER \"{settings.User}\" ENCODING 'UTF8' TEMPLATE template0",
            ],
            $"ALTER ROLE \"{settings.User}\" LOGIN PASSWORD '{quoted}'");
    }
}
