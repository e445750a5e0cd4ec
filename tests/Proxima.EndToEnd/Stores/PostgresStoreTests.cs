namespace Proxima.EndToEnd.Stores;

public sealed class PostgresStoreTests(PostgresServer server) : ServerStoreContract(server), IClassFixture<PostgresServer>;
