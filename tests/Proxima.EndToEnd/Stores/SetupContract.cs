using Proxima.Control.Databases;
using Proxima.Control.Storage;
using Proxima.Settings.Node;
using static Proxima.Tests.Control.Stores.StoreSamples;

namespace Proxima.EndToEnd.Stores;

/// <summary><c>proxima db</c> against a real server.</summary>
public abstract class SetupContract(DatabaseServer server) : IDisposable
{
    private const string Password = @"it's a \ secret";

    private readonly string folder = Directory.CreateTempSubdirectory("proxima-setup-").FullName;

    /// <summary>The server's own client, which reads a script from standard input.</summary>
    protected abstract string ClientCommand { get; }

    private string Kind => server.Kind == DatabaseKind.Mysql ? "mysql" : "postgresql";

    private string PasswordFile => Path.Combine(folder, "password");

    public void Dispose()
    {
        TemporaryFolder.Remove(folder);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Init_makes_database_user_and_schema_may_run_again_and_the_node_can_work_with_it()
    {
        var name = Prepare("inited");
        var place = $"{name} at {Kind} server 127.0.0.1:{server.Port}, user {name}";
        Assert.Equal((0, $"database '{place}' is ready: schema {SchemaUpgrade.Newest}, was none\n", string.Empty), Run("init", name, "--admin-user", server.Administrator));
        Assert.Equal((0, $"database '{place}' is ready: schema {SchemaUpgrade.Newest}, nothing to do\n", string.Empty), Run("init", name, "--admin-user", server.Administrator));

        await using (var store = Store.Open(DialectCatalog.For(server.Settings(name, name, Password), string.Empty), 10, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
            await store.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 1000), Sample("198.51.100.0/24", 1, 1000)), _ => { });
        }

        var (code, output, _) = Run("status", name);
        Assert.Equal(0, code);
        Assert.Contains($"database      {place}\n", output, StringComparison.Ordinal);
        Assert.Contains("samples       2\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_password_is_one_line_that_names_host_port_user_and_database()
    {
        var name = Prepare("guarded");
        Assert.Equal(0, Run("init", name, "--admin-user", server.Administrator).Code);
        File.WriteAllText(PasswordFile, "wr0ng");
        Assert.Equal(
            (1, string.Empty, $"proxima db: database {name} at {Kind} server 127.0.0.1:{server.Port}, user {name}: wrong password, or this user may not log in from here\n"),
            Run("status", name));
    }

    [Fact]
    public void A_database_that_is_not_there_is_one_line_that_says_how_to_make_it()
    {
        var name = Prepare("made");
        Assert.Equal(0, Run("init", name, "--admin-user", server.Administrator).Code);
        var (code, _, errors) = Run("status", "nowhere", "--user", name);
        Assert.Equal(1, code);
        Assert.StartsWith($"proxima db: database nowhere at {Kind} server 127.0.0.1:{server.Port}, user {name}: ", errors, StringComparison.Ordinal);
        Assert.EndsWith("run 'proxima db init'" + (server.Kind == DatabaseKind.Mysql ? ", or grant it\n" : "\n"), errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_print_prints_runs_in_the_servers_own_client_and_leaves_init_nothing_to_do()
    {
        var name = Prepare("printed");
        await File.WriteAllTextAsync(PasswordFile, "plain");
        var script = Path.Combine(folder, "script.sql");
        await File.WriteAllTextAsync(script, Run("print", name).Output.Replace("<password>", "plain", StringComparison.Ordinal));
        var client = await Finished.Run("sh", "-c", $"{ClientCommand} < {script}");
        Assert.True(client.ExitCode == 0, client.Errors);
        var (code, output, errors) = Run("init", name);
        Assert.Equal((0, string.Empty), (code, errors));
        Assert.EndsWith("nothing to do\n", output, StringComparison.Ordinal);
    }

    private string Prepare(string name)
    {
        server.Require();
        File.WriteAllText(PasswordFile, Password);
        return name;
    }

    private (int Code, string Output, string Errors) Run(string verb, string name, params string[] more)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        string[] where = ["--type", Kind, "--server", "127.0.0.1", "--port", $"{server.Port}", "--database", name, "--user", name, "--password-file", PasswordFile];

        // MariaDB resolves no names in these tests: the user comes from an address.
        string[] from = verb == "status" ? [] : ["--from", "127.0.0.1"];
        var code = new DatabaseCommand(output, errors, questions: null).Run([verb, .. where, .. from, .. more]);
        return (code, output.ToString(), errors.ToString());
    }
}
