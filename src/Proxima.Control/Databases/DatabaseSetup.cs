using System.Text;
using Proxima.Control.Storage;
using Proxima.Control.Storage.MariaDb;
using Proxima.Settings.Node;

namespace Proxima.Control.Databases;

/// <summary>
/// Makes a database ready: the database and its user by the administrator, the schema by the user, so that its login is proven. Every step
/// looks first, so it may run again.
/// </summary>
/// <param name="settings">Where, and as which user.</param>
/// <param name="administrator">Who may create them; null: they exist.</param>
/// <param name="from">MySQL: from which host the user may log in; null: from this machine, or where the server is another machine, from anywhere.</param>
public sealed class DatabaseSetup(DatabaseSettings settings, ServerLogin? administrator, string? from)
{
    private const string PasswordPlace = "<password>";

    public void Run(SqlDialect dialect, Action<string> say)
    {
        if (settings.Kind == DatabaseKind.Sqlite)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(dialect.Place))!);
        }
        else if (administrator is not null)
        {
            CreateWith(administrator);
        }

        using var session = Open(dialect);
        var before = SchemaUpgrade.VersionIfAny(session);
        SchemaUpgrade.Apply(session);
        say(before == SchemaUpgrade.Newest
            ? $"database '{dialect.Place}' is ready: schema {before}, nothing to do"
            : $"database '{dialect.Place}' is ready: schema {SchemaUpgrade.Newest}, was {(before == 0 ? "none" : before)}");
    }

    /// <summary>The same as a script for the server's own client; the password is to be put in by its reader.</summary>
    public string Print(SqlDialect dialect)
    {
        var text = new StringBuilder();
        if (settings.Kind != DatabaseKind.Sqlite)
        {
            text.Append("-- As an administrator. Replace ").Append(PasswordPlace).Append(".\n");
            foreach (var statement in Words(PasswordPlace).Create)
            {
                text.Append(statement).Append(";\n");
            }

            text.Append(settings.Kind == DatabaseKind.Mysql ? $"USE `{settings.Database}`;\n" : $"\\connect \"{settings.Database}\"\nSET ROLE \"{settings.User}\";\n");
        }

        text.Append("\n-- The schema of an empty database, version ").Append(SchemaUpgrade.Newest).Append(".\n");
        text.Append(dialect.Adapt(SchemaUpgrade.VersionTable)).Append(";\n");
        foreach (var (version, sql) in SchemaUpgrade.Files)
        {
            foreach (var statement in SqlScript.Statements(sql))
            {
                text.Append(dialect.Adapt(statement)).Append(";\n");
            }

            text.Append($"INSERT INTO schema_version (version) VALUES ({version});\n");
        }

        return text.ToString();
    }

    private void CreateWith(ServerLogin login)
    {
        SqlDialect server = settings.Kind == DatabaseKind.Mysql ? new MariaDbDialect(login, database: null) : new PostgresDialect(login, "postgres");
        using var session = Open(server);
        var words = Words(settings.Password?.Reveal() ?? throw new StoreException($"user '{settings.User}' needs a password: --password-file FILE"));
        try
        {
            if (settings.Kind == DatabaseKind.Mysql)
            {
                words.Create.ForEach(session.Run);
                return;
            }

            session.Run(session.Number("SELECT COUNT(*) FROM pg_roles WHERE rolname = @p0", settings.User) == 0 ? words.Create[0] : words.AlterUser);
            if (session.Number("SELECT COUNT(*) FROM pg_database WHERE datname = @p0", settings.Database) == 0)
            {
                session.Run(words.Create[1]);
            }
        }
        catch (System.Data.Common.DbException e)
        {
            throw server.ToStoreException(e);
        }
    }

    private SetupWords Words(string password) =>
        settings.Kind == DatabaseKind.Mysql ? SetupWords.ForMysql(settings, password, From()) : SetupWords.ForPostgresql(settings, password);

    private string From() => from ?? (DatabaseSettings.IsLocal(settings.Server) ? "localhost" : "%");

    private static SqlSession Open(SqlDialect dialect)
    {
        try
        {
            return new SqlSession(dialect);
        }
        catch (System.Data.Common.DbException e)
        {
            throw dialect.ToStoreException(e);
        }
    }
}
