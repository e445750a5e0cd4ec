using Proxima.Control.Storage;
using Proxima.Settings.Node;

namespace Proxima.EndToEnd.Stores;

public sealed class MariaDbStoreTests(MariaDbServer server) : ServerStoreContract(server), IClassFixture<MariaDbServer>
{
    private readonly MariaDbServer server = server;

    [Theory]
    [InlineData(Tls.Required)]
    [InlineData(Tls.Verified)]
    public void The_way_is_encrypted_where_it_is_asked_for(Tls tls)
    {
        using var session = new SqlSession(DialectCatalog.For(ToLocalhost(tls, server.Certificate), string.Empty));
        Assert.NotEmpty(Cipher(session));
    }

    [Fact]
    public void The_way_is_plain_where_tls_is_off()
    {
        using var session = new SqlSession(DialectCatalog.For(ToLocalhost(Tls.Off, null), string.Empty));
        Assert.Empty(Cipher(session));
    }

    [Fact]
    public void A_server_whose_certificate_nobody_vouches_for_is_refused_in_one_line_where_it_is_to_be_verified()
    {
        var dialect = DialectCatalog.For(ToLocalhost(Tls.Verified, null), string.Empty);
        var error = Assert.Throws<StoreException>(() => Store.Open(dialect, 1, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
        Assert.StartsWith($"database mysql at mysql server localhost:{server.Port}, user root: no TLS as asked for (", error.Message, StringComparison.Ordinal);
    }

    private static string Cipher(SqlSession session) =>
        Assert.Single(session.Query("SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = @p0", row => row.GetString(0), "Ssl_cipher"));

    private DatabaseSettings ToLocalhost(Tls tls, string? authority) => server.Settings("mysql") with { Server = "localhost", Tls = tls, TlsAuthority = authority };
}
