using Proxima.Control.Storage;

namespace Proxima.EndToEnd.Stores;

public sealed class PostgresStoreTests(PostgresServer server) : ServerStoreContract(server), IClassFixture<PostgresServer>
{
    protected override string AnyDatabase => "postgres";

    protected override string RefusedCertificate => "cannot be reached: ";

    protected override bool IsEncrypted(SqlSession session) => session.Number("SELECT COUNT(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl") == 1;
}
