using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control;
using Proxima.Control.Databases;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using static Proxima.Tests.Control.Stores.StoreSamples;

namespace Proxima.Tests.Control.Databases;

public sealed class DatabaseCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Database => folder.In("new/proxima.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Init_creates_the_schema_and_finds_nothing_to_do_the_second_time()
    {
        Assert.Equal((ExitCodes.Success, $"database '{Database}' is ready: schema {SchemaUpgrade.Newest}, was none\n", string.Empty), Run("init", "--type", "sqlite", "--file", Database));
        Assert.Equal((ExitCodes.Success, $"database '{Database}' is ready: schema {SchemaUpgrade.Newest}, nothing to do\n", string.Empty), Run("init", "--type", "sqlite", "--file", Database));
    }

    [Fact]
    public void Status_names_the_database_its_versions_and_its_rows()
    {
        Run("init", "--type", "sqlite", "--file", Database);
        var (code, output, _) = Run("status", "--file", Database);
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains($"database      {Database}\n", output, StringComparison.Ordinal);
        Assert.Contains("server        SQLite 3.", output, StringComparison.Ordinal);
        Assert.Contains("samples       0\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_of_a_database_that_is_not_there_says_so_and_creates_none()
    {
        var (code, _, errors) = Run("status", "--file", Database);
        Assert.Equal((ExitCodes.Failure, $"proxima db: database '{Database}' is not there: run 'proxima db init', or start the node once\n"), (code, errors));
        Assert.False(File.Exists(Database));
    }

    [Fact]
    public async Task Samples_are_printed_a_line_each_with_the_names_of_their_sites_oldest_first()
    {
        await using (var store = Store.Open(new SqliteDialect(folder.In("measured.db")), 1, NullLogger.Instance))
        {
            await store.RegisterSitesAsync(["fra", "nyc"]);
            await store.AppendAsync(Batch(1, Sample("198.51.100.0/24", 1, 80_123), Sample("198.51.100.0/24", 0, 1) with { Rtt = Rtt.Unknown }), _ => { });
            await store.AppendAsync(Batch(2, Sample("2001:db8::/48", 0, 9) with { Flow = new Flow(new Rtt(7), 200, 3, 4) }), _ => { });
        }

        var time = DateTimeOffset.FromUnixTimeMilliseconds(Now).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        Assert.Equal(
            (ExitCodes.Success, $"{time} nyc 198.51.100.0/24 icmp 80123\n{time} fra 198.51.100.0/24 icmp -\n{time} fra 2001:db8::/48 icmp 9 7 200 3\n", string.Empty),
            Run("samples", "--file", folder.In("measured.db")));
    }

    [Fact]
    public void What_print_prints_makes_a_database_that_init_finds_ready()
    {
        var (_, script, _) = Run("print", "--type", "sqlite");
        var dialect = new SqliteDialect(folder.In("printed.db"));
        using (var session = new SqlSession(dialect))
        {
            Assert.All(SqlScript.Statements(script), session.Run);
        }

        Assert.EndsWith("nothing to do\n", Run("init", "--file", dialect.Place).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql")]
    [InlineData("postgresql")]
    public void Print_never_shows_the_password(string type)
    {
        var file = folder.In("password");
        File.WriteAllText(file, "h1dden\n");
        var (_, script, _) = Run("print", "--type", type, "--password-file", file);
        Assert.Contains("'<password>'", script, StringComparison.Ordinal);
        Assert.DoesNotContain("h1dden", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql")]
    [InlineData("postgresql")]
    public void A_server_that_cannot_be_reached_is_one_line_with_host_port_user_and_database(string type)
    {
        Assert.SkipUnless(type != "mysql" || NativeLibrary.TryLoad("libmariadb.so.3", out _), "libmariadb.so.3 is not installed (Debian package libmariadb3)");
        var (file, port) = (folder.In("password"), FreePort.Next());
        File.WriteAllText(file, "h1dden\n");
        var (code, _, errors) = Run("status", "--type", type, "--server", "127.0.0.1", "--port", $"{port}", "--user", "lat", "--database", "latency", "--password-file", file);
        Assert.Equal(ExitCodes.Failure, code);
        Assert.StartsWith($"proxima db: database latency at {type} server 127.0.0.1:{port}, user lat: cannot be reached", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(sign => sign == '\n'));
        Assert.DoesNotContain("h1dden", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expected init, print, status or samples")]
    [InlineData("unknown command 'db create', expected init, print, status or samples", "create")]
    [InlineData("unknown argument '--prot', expected 'port'", "init", "--prot", "1")]
    [InlineData("--port needs a value", "init", "--port")]
    public void A_wrong_command_line_is_one_line_and_the_usage(string problem, params string[] arguments)
    {
        var (code, _, errors) = Run(arguments);
        Assert.Equal(ExitCodes.BadInput, code);
        Assert.StartsWith($"proxima db: {problem}\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_terminal_init_asks_for_what_is_missing_and_shows_no_password()
    {
        var output = new StringWriter();
        var lines = new Queue<string>(["mysql", "db1", "", "latency", "lat", "boss"]);
        var keys = new Queue<char>("p1\rp2\r");
        var questions = new DatabaseQuestions(output, lines.Dequeue, () => keys.Dequeue() is var key && key == '\r'
            ? new ConsoleKeyInfo(key, ConsoleKey.Enter, false, false, false) : new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false));

        var arguments = questions.Complete(DatabaseArguments.Parse(["init", "--tls", "off"]));

        Assert.Null(arguments.Problem);
        Assert.Equal(("mysql", "db1", "3306", "latency", "lat", "boss", "off"), (arguments["type"], arguments["server"], arguments["port"], arguments["database"], arguments["user"], arguments["admin-user"], arguments["tls"]));
        Assert.Equal(("p1", "p2"), (questions.Password!.Reveal(), questions.AdministratorPassword!.Reveal()));
        Assert.DoesNotContain("p1", output.ToString(), StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (new DatabaseCommand(output, errors, questions: null).Run(arguments), output.ToString(), errors.ToString());
    }
}
