using Proxima.Settings.Node;

namespace Proxima.Tests.Settings;

public sealed class DatabaseSettingsTests
{
    [Fact]
    public void Without_a_section_the_store_is_a_file_in_the_state_folder()
    {
        var database = Parse(string.Empty).Settings.Database;
        Assert.Equal(DatabaseKind.Sqlite, database.Kind);
        Assert.Null(database.File);
    }

    [Fact]
    public void The_keys_of_a_server_are_read_and_the_password_is_not_shown()
    {
        var file = Parse("[DB]\nType = mysql\nServer = db1.example.org\nUser = lat\nPassword = \"s3 cret\"\nPort = 3307\nDatabase = latency\nTls = verified\nTlsCa = ca.pem\n");
        Assert.Empty(file.Errors);
        var database = file.Settings.Database;
        Assert.Equal((DatabaseKind.Mysql, "db1.example.org", 3307, "lat", "latency"), (database.Kind, database.Server, database.Port, database.User, database.Database));
        Assert.Equal((Tls.Verified, "/etc/proxima/ca.pem"), (database.Tls, database.TlsAuthority));
        Assert.Equal("s3 cret", database.Password!.Reveal());
        Assert.DoesNotContain("s3 cret", file.Settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mariadb", DatabaseKind.Mysql, 3306)]
    [InlineData("MySQL", DatabaseKind.Mysql, 3306)]
    [InlineData("postgresql", DatabaseKind.Postgresql, 5432)]
    public void Each_kind_has_its_port(string type, DatabaseKind kind, int port)
    {
        var database = Parse($"[DB]\nType = {type}\n").Settings.Database;
        Assert.Equal((kind, port), (database.Kind, database.Port));
    }

    [Theory]
    [InlineData("127.0.0.1", Tls.Off)]
    [InlineData("::1", Tls.Off)]
    [InlineData("localhost", Tls.Off)]
    [InlineData("/run/mysqld/mysqld.sock", Tls.Off)]
    [InlineData("192.0.2.1", Tls.Required)]
    [InlineData("db.example.org", Tls.Required)]
    public void The_way_to_another_machine_is_encrypted_unless_somebody_says_otherwise(string server, Tls tls) =>
        Assert.Equal(tls, Parse($"[DB]\nType = mysql\nServer = {server}\n").Settings.Database.Tls);

    [Fact]
    public void The_environment_wins_over_the_file()
    {
        var environment = new Dictionary<string, string> { ["PROXIMA__DB__PASSWORD"] = "other", ["PROXIMA__DB__TYPE"] = "postgresql" };
        var database = NodeSettingsFile.Parse("[DB]\nType = mysql\nPassword = one\n", "c", environment).Settings.Database;
        Assert.Equal((DatabaseKind.Postgresql, "other"), (database.Kind, database.Password!.Reveal()));
    }

    [Fact]
    public void Every_error_of_the_section_is_told_at_once()
    {
        var errors = Parse("[DB]\nType = oracle\nServer = db\nPort = 99999\nUser = a'b\nPasword = x\nTls = 1\nPasswordFile = none\nPassword = y\n").Errors;
        Assert.Equal(
        [
            "c:2:8: Type 'oracle', expected sqlite, mysql, mariadb or postgresql",
            "c:3:10: Server of a SQLite database, expected Type = mysql or Type = postgresql in [DB]",
            "c:4:8: Port '99999', expected a number from 1 to 65535",
            "c:5:8: User 'a'b', expected at most 63 letters, digits, '_' or '-'",
            "c:6:1: unknown key 'Pasword' in [DB], expected 'Password'",
            "c:7:7: Tls '1', expected off, required or verified",
            "c:8:16: PasswordFile beside Password, expected one of the two",
        ], errors.Select(error => error.ToString().Replace("/etc/proxima/", string.Empty, StringComparison.Ordinal)));
    }

    private static NodeSettingsFile Parse(string text) => NodeSettingsFile.Parse(text, "/etc/proxima/c", new Dictionary<string, string>());
}
