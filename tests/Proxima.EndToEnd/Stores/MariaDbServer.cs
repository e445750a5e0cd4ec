using Proxima.Control.Storage;
using Proxima.Control.Storage.MariaDb;
using Proxima.Settings.Node;

namespace Proxima.EndToEnd.Stores;

/// <summary>mariadbd.</summary>
public sealed class MariaDbServer : DatabaseServer
{
    private const string Program = "/usr/sbin/mariadbd";

    public override DatabaseKind Kind => DatabaseKind.Mysql;

    public override string Administrator => "root";

    /// <summary>Reaches it from every network namespace of the machine.</summary>
    public string Socket => Path.Combine(Folder, "socket");

    protected override string? Missing =>
        !Environment.IsPrivilegedProcess ? "the server is started as another user: needs root"
        : !File.Exists(Program) ? $"{Program} is not installed (Debian package mariadb-server)"
        : null;

    protected override IEnumerable<string> Command =>
    [
        Program, "--no-defaults", "--user=mysql", $"--datadir={Folder}/data", $"--port={Port}", "--bind-address=127.0.0.1",
        $"--socket={Socket}", $"--pid-file={Folder}/pid", "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M", "--performance-schema=OFF",
        "--skip-name-resolve", $"--ssl-cert={Certificate}", $"--ssl-key={Key}", $"--ssl-ca={Certificate}",
    ];

    public override SqlSession AdministratorSession() => new(new MariaDbDialect(ServerLogin.Of(Settings()), database: null));

    internal override Task FinishAsync(BackgroundProcess process) => process.Terminate();

    internal override Task CrashAsync(BackgroundProcess process) => process.KillHard();

    protected override async Task CreateFilesAsync()
    {
        await WriteCertificateAsync();
        await RunAsync("chown", "-R", "mysql", Folder);
        await RunAsync(
            "mariadb-install-db", "--no-defaults", $"--datadir={Folder}/data", "--user=mysql", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve");
    }
}
