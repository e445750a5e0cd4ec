namespace Proxima.EndToEnd.Stores;

public sealed class MariaDbSetupTests(MariaDbServer server) : SetupContract(server), IClassFixture<MariaDbServer>
{
    private readonly MariaDbServer server = server;

    protected override string ClientCommand => $"mariadb --no-defaults --batch -h 127.0.0.1 -P {server.Port} -u root";
}

public sealed class PostgresSetupTests(PostgresServer server) : SetupContract(server), IClassFixture<PostgresServer>
{
    private readonly PostgresServer server = server;

    protected override string ClientCommand => $"psql -v ON_ERROR_STOP=1 -h 127.0.0.1 -p {server.Port} -U postgres";
}
