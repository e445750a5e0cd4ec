using System.Diagnostics.CodeAnalysis;

namespace Proxima.Settings.Node;

/// <summary>Section [DB], the same keys in every file that has it: Type, Server, Port, User, Password or PasswordFile, Database, Tls, TlsCa.</summary>
internal static class DatabaseSettingsReader
{
    /// <summary>Of a user's and a database's name: PostgreSQL's limit; MySQL allows more, for the database.</summary>
    public const int MaxNameLength = 63;

    private const string Section = "DB";

    /// <summary>A word for each kind; mariadb is another for mysql.</summary>
    public static SettingParser<DatabaseKind> Kind { get; } = new(TryParseKind, "sqlite, mysql, mariadb or postgresql");

    public static SettingParser<Tls> Encryption { get; } = new(TryParseTls, "off, required or verified");

    /// <summary>Names go into statements that take no parameters (CREATE USER), so their characters are few.</summary>
    public static SettingParser<string> Name { get; } = new(TryParseName, $"at most {MaxNameLength} letters, digits, '_' or '-'");

    /// <param name="absent">The kind where no Type is given.</param>
    public static DatabaseSettings Read(SettingsReader values, string folder, DatabaseKind absent = DatabaseKind.Sqlite)
    {
        var defaults = new DatabaseSettings();
        var kind = values.Read(Section, "Type", absent, Kind);
        var server = values.Text(Section, "Server");
        var database = values.Text(Section, "Database");
        var port = values.Read(Section, "Port", DatabaseSettings.DefaultPort(kind), SettingParsers.Number(1, 65535));
        var settings = new DatabaseSettings
        {
            Kind = kind,
            Server = server ?? defaults.Server,
            Port = port,
            User = values.Read(Section, "User", defaults.User, Name),
            Password = values.SecretOrFile(Section, "Password", folder),
            Tls = values.Read(Section, "Tls", DatabaseSettings.DefaultTls(server ?? defaults.Server), Encryption),
            TlsAuthority = values.Text(Section, "TlsCa") is { } path ? Path.Combine(folder, path) : null,
        };
        if (kind != DatabaseKind.Sqlite)
        {
            return settings with { Database = values.Read(Section, "Database", defaults.Database, Name) };
        }

        if (server is not null)
        {
            values.Fail(Section, "Server", "Server of a SQLite database", "Type = mysql or Type = postgresql in [DB]");
        }

        return settings with { File = database is null ? null : Path.Combine(folder, database) };
    }

    private static bool TryParseKind(string text, out DatabaseKind kind)
    {
        kind = text.ToLowerInvariant() switch
        {
            "mysql" or "mariadb" => DatabaseKind.Mysql,
            "postgresql" => DatabaseKind.Postgresql,
            _ => DatabaseKind.Sqlite,
        };
        return kind != DatabaseKind.Sqlite || text.Equals("sqlite", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryParseTls(string text, out Tls tls) => Enum.TryParse(text, ignoreCase: true, out tls) && Enum.IsDefined(tls) && !char.IsAsciiDigit(text[0]);

    private static bool TryParseName(string text, [MaybeNullWhen(false)] out string name)
    {
        name = text;
        return text.Length is > 0 and <= MaxNameLength && text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-');
    }
}
