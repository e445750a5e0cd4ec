using System.Net;
using Proxima.Settings.Values;

namespace Proxima.Settings.Node;

/// <summary>Kinds of database; MariaDB is spoken to as MySQL.</summary>
public enum DatabaseKind
{
    Sqlite,
    Mysql,
    Postgresql,
}

/// <summary>Whether the way to the database is encrypted; <see cref="Verified"/> also checks that it is the right server.</summary>
public enum Tls
{
    Off,
    Required,
    Verified,
}

/// <summary>[DB]. Of SQLite only <see cref="File"/> counts: null is a file in the state folder.</summary>
public sealed record DatabaseSettings
{
    public DatabaseKind Kind { get; init; } = DatabaseKind.Sqlite;

    public string? File { get; init; }

    /// <summary>A name, an address, or the path of a socket on this machine (for PostgreSQL: of its folder).</summary>
    public string Server { get; init; } = "127.0.0.1";

    public int Port { get; init; }

    public string User { get; init; } = "proxima";

    public Secret? Password { get; init; }

    public string Database { get; init; } = "proxima";

    public Tls Tls { get; init; }

    /// <summary>File of the authorities that may have signed the server's certificate; null: those of the machine.</summary>
    public string? TlsAuthority { get; init; }

    public static int DefaultPort(DatabaseKind kind) => kind == DatabaseKind.Postgresql ? 5432 : 3306;

    /// <summary>Off on this machine, required on the way to another.</summary>
    public static Tls DefaultTls(string server) => IsLocal(server) ? Tls.Off : Tls.Required;

    /// <summary>Whether the way to the server does not leave this machine.</summary>
    public static bool IsLocal(string server) =>
        server.StartsWith('/') || server.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(server, out var address) && IPAddress.IsLoopback(address));
}
