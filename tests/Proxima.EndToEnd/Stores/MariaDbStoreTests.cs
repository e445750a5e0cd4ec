using Proxima.Control.Storage;

namespace Proxima.EndToEnd.Stores;

public sealed class MariaDbStoreTests(MariaDbServer server) : ServerStoreContract(server), IClassFixture<MariaDbServer>
{
    protected override string AnyDatabase => "mysql";

    protected override string RefusedCertificate => "no TLS as asked for (";

    protected override bool IsEncrypted(SqlSession session) =>
        session.Query("SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = @p0", row => row.GetString(0), "Ssl_cipher") is [{ Length: > 0 }];
}
