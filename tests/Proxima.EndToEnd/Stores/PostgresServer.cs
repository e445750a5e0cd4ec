using System.Globalization;
using Proxima.Control.Storage;
using Proxima.Settings.Node;

namespace Proxima.EndToEnd.Stores;

/// <summary>PostgreSQL. Passwords are asked of everybody but its administrator.</summary>
public sealed class PostgresServer : DatabaseServer
{
    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order().Select(folder => Path.Combine(folder, "bin")).LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
        : null;

    private static readonly string[] AsPostgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];

    public override DatabaseKind Kind => DatabaseKind.Postgresql;

    public override string Administrator => "postgres";

    protected override string? Missing =>
        !Environment.IsPrivilegedProcess ? "the server is started as another user: needs root"
        : Programs is null ? "PostgreSQL is not installed (Debian package postgresql)"
        : null;

    protected override IEnumerable<string> Command =>
    [
        .. AsPostgres, $"{Programs}/postgres", "-D", $"{Folder}/data", "-p", Port.ToString(CultureInfo.InvariantCulture),
        "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={Folder}",
        "-c", "ssl=on", "-c", $"ssl_cert_file={Certificate}", "-c", $"ssl_key_file={Key}",
    ];

    public override SqlSession AdministratorSession() => new(new PostgresDialect(ServerLogin.Of(Settings()), "postgres"));

    // SIGINT: told by SIGTERM it would wait for its clients to leave.
    internal override Task FinishAsync(BackgroundProcess process) => EndAsync(process, "-INT");

    // SIGQUIT: every process of the server ends at once and leaves recovery to the next start. SIGKILL would leave the children behind.
    internal override async Task CrashAsync(BackgroundProcess process)
    {
        await EndAsync(process, "-QUIT");
        await process.DisposeAsync();
    }

    protected override async Task CreateFilesAsync()
    {
        await WriteCertificateAsync();
        await RunAsync("chown", "-R", "postgres", Folder);
        await RunAsync([.. AsPostgres, $"{Programs}/initdb", "-D", $"{Folder}/data", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
        await File.WriteAllTextAsync($"{Folder}/data/pg_hba.conf", "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
    }

    private static async Task EndAsync(BackgroundProcess process, string signal)
    {
        await RunAsync("kill", signal, process.Id.ToString(CultureInfo.InvariantCulture));
        await Until.Holds(() => process.HasExited, Deadlines.Step, () => $"the server ends:\n{process.Log}");
    }
}
