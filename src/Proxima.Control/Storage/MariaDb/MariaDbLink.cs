using System.Text;
using Proxima.Settings.Node;

namespace Proxima.Control.Storage.MariaDb;

/// <summary>A connection through MariaDB Connector/C, and the statements prepared on it.</summary>
internal sealed unsafe class MariaDbLink : SqlLink
{
    /// <summary>Seconds until a server that does not answer counts as gone: to connect, and for one statement.</summary>
    public const int ConnectTimeoutSeconds = 5, StatementTimeoutSeconds = 30;

    private readonly ConnectionHandle connection;
    private readonly Dictionary<string, MariaDbStatement> prepared = [];

    /// <param name="server">Where, and as whom.</param>
    /// <param name="database">To be in; null: none.</param>
    public MariaDbLink(ServerLogin server, string? database)
    {
        connection = ConnectorC.Init(0);
        SetOptions(server);
        var socket = server.IsSocket ? server.Server : null;
        var host = server.IsSocket ? null : server.Server;
        if (ConnectorC.Connect(connection, host, server.User, server.Password?.Reveal(), database, (uint)server.Port, socket, 0) == 0)
        {
            var error = MariaDbException.Of(connection);
            connection.Dispose();
            throw error;
        }
    }

    public override int Execute(string sql, ReadOnlySpan<object?> parameters) => Prepare(sql).Execute(parameters);

    public override void Query(string sql, ReadOnlySpan<object?> parameters, Action<SqlRow> row) => Prepare(sql).Query(parameters, row);

    public override void Run(string sql)
    {
        if (!TryRun(sql))
        {
            throw MariaDbException.Of(connection);
        }
    }

    public override void Begin() => Run("START TRANSACTION");

    public override void Commit() => Run("COMMIT");

    public override void Rollback() => TryRun("ROLLBACK");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var statement in prepared.Values)
            {
                statement.Dispose();
            }

            connection.Dispose();
        }
    }

    private bool TryRun(string sql)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        fixed (byte* start = text)
        {
            return ConnectorC.RunQuery(connection, start, (nuint)text.Length) == 0;
        }
    }

    private MariaDbStatement Prepare(string sql)
    {
        if (!prepared.TryGetValue(sql, out var statement))
        {
            prepared.Add(sql, statement = new MariaDbStatement(connection, sql));
        }

        return statement;
    }

    private void SetOptions(ServerLogin server)
    {
        Set(ConnectorC.ConnectTimeout, ConnectTimeoutSeconds);
        Set(ConnectorC.ReadTimeout, StatementTimeoutSeconds);
        Set(ConnectorC.WriteTimeout, StatementTimeoutSeconds);

        // A server must not be able to ask for this machine's files.
        Set(ConnectorC.LocalInfile, 0);
        _ = ConnectorC.SetOption(connection, ConnectorC.CharsetName, "utf8mb4");
        if (!server.IsSocket)
        {
            // "localhost" too is TCP: a socket is named by its path.
            Set(ConnectorC.Protocol, ConnectorC.ProtocolTcp);
        }

        if (server.Tls == Tls.Off)
        {
            return;
        }

        SetFlag(ConnectorC.EnforceTls, value: true);
        SetFlag(ConnectorC.VerifyServerCertificate, server.Tls == Tls.Verified);
        if (server.TlsAuthority is { } file)
        {
            _ = ConnectorC.SetOption(connection, ConnectorC.CertificateAuthority, file);
        }
    }

    private void Set(int option, int value) => _ = ConnectorC.SetOption(connection, option, &value);

    private void SetFlag(int option, bool value)
    {
        var octet = (byte)(value ? 1 : 0);
        _ = ConnectorC.SetOption(connection, option, &octet);
    }
}
