using System.Data.Common;
using Npgsql;
using Proxima.Settings.Node;

namespace Proxima.Control.Storage;

/// <summary>PostgreSQL.</summary>
public sealed class PostgresDialect(ServerLogin login, string database) : SqlDialect
{
    /// <summary>Seconds until a server that does not answer counts as gone: to connect, and for one statement.</summary>
    public const int ConnectTimeoutSeconds = 5, StatementTimeoutSeconds = 30;

    /// <summary>Statements the driver keeps prepared; the store has fewer.</summary>
    public const int MaxPrepared = 100;

    public override string Place => $"{database} at postgresql server {login.Address}, user {login.User}";

    public override string VersionQuery => "SELECT 'PostgreSQL ' || current_setting('server_version')";

    public override string TableQuery => "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = @p0";

    public override SqlLink Open()
    {
        var connection = new NpgsqlConnection(ConnectionString());
        try
        {
            connection.Open();
            return new AdoLink(connection);
        }
        catch (Exception e) when (e is DbException or TimeoutException or System.Net.Sockets.SocketException or IOException)
        {
            connection.Dispose();
            throw e as DbException ?? new NpgsqlException(e.Message, e);
        }
    }

    public override string Adapt(string statement) => statement.Replace(" BLOB ", " BYTEA ", StringComparison.Ordinal);

    // Class 08: connection. Class 57P: the server shuts down, or is not up yet. What is no answer of the server at all is the connection's end.
    public override bool IsLost(DbException error) =>
        error is not PostgresException answer || answer.SqlState.StartsWith("08", StringComparison.Ordinal) || answer.SqlState.StartsWith("57P", StringComparison.Ordinal);

    // SQLSTATEs: appendix A of the PostgreSQL manual.
    public override string Explain(DbException error) => error is not PostgresException answer
        ? $"database {Place}: cannot be reached: {Innermost(error)}"
        : answer.SqlState switch
        {
            "28P01" or "28000" => $"database {Place}: wrong password, or this user may not log in from here",
            "3D000" => $"database {Place}: there is no such database: run 'proxima db init'",
            "42501" => $"database {Place}: this user has no right to it: run 'proxima db init', or grant it",
            _ => $"database {Place}: {answer.MessageText}",
        };

    private static string Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error.Message;

    private string ConnectionString() => new NpgsqlConnectionStringBuilder
    {
        Host = login.Server,
        Port = login.Port,
        Username = login.User,
        Password = login.Password?.Reveal(),
        Database = database,
        ApplicationName = "proximad",
        Pooling = false,
        Timeout = ConnectTimeoutSeconds,
        CommandTimeout = StatementTimeoutSeconds,
        MaxAutoPrepare = MaxPrepared,
        TcpKeepAlive = true,
        SslMode = login.Tls switch { Tls.Off => SslMode.Disable, Tls.Required => SslMode.Require, _ => SslMode.VerifyFull },
        RootCertificate = login.TlsAuthority,
    }.ToString();
}
