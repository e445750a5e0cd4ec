using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proxima.Control.Storage;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.EndToEnd.Stores;

/// <summary>A database server of the tests' own: on a free port of loopback, in a temporary folder, ended by its id. Slow disks are not waited for.</summary>
public abstract class DatabaseServer : IAsyncLifetime
{

    private BackgroundProcess? process;
    private int databases;

    public int Port { get; } = FreePort.Next();

    public abstract DatabaseKind Kind { get; }

    /// <summary>Who may do everything, without a password on this server.</summary>
    public abstract string Administrator { get; }

    /// <summary>For the name localhost, signed by itself.</summary>
    public string Certificate => Path.Combine(Folder, "certificate.pem");

    protected string Key => Path.Combine(Folder, "key.pem");

    protected string Folder { get; } = Directory.CreateTempSubdirectory("proxima-db-").FullName;

    /// <summary>What the machine lacks for it; null: nothing.</summary>
    protected abstract string? Missing { get; }

    protected abstract IEnumerable<string> Command { get; }

    public async ValueTask InitializeAsync()
    {
        if (Missing is null)
        {
            await CreateFilesAsync();
            await StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        TemporaryFolder.Remove(Folder);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts it, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        var command = Command.ToList();
        process = new BackgroundProcess(command[0], command[1..]);
        await Until.Holds(() => process.HasExited || TryConnect(), Deadlines.Step, () => $"the server takes connections; it said:\n{process.Log}");
        Assert.False(process.HasExited, $"the server ended:\n{process.Log}");
    }

    public async Task StopAsync()
    {
        if (process is not null)
        {
            await FinishAsync(process);
            await process.DisposeAsync();
            process = null;
        }
    }

    /// <summary>Ends it as a crash does: nothing is finished, nobody is told.</summary>
    public async Task CrashAsync()
    {
        await CrashAsync(process!);
        process = null;
    }

    public void Require() => Assert.SkipUnless(Missing is null, Missing ?? string.Empty);

    /// <summary>Settings that lead to a database of this server.</summary>
    public DatabaseSettings Settings(string? database = null, string? user = null, string? password = null) => new()
    {
        Kind = Kind,
        Server = "127.0.0.1",
        Port = Port,
        User = user ?? Administrator,
        Password = password is null ? null : new Secret(password),
        Database = database ?? string.Empty,
    };

    /// <summary>An empty database.</summary>
    public SqlDialect CreateDatabase()
    {
        var name = $"store_{Interlocked.Increment(ref databases)}";
        using var session = AdministratorSession();
        session.Run($"CREATE DATABASE {name}");
        return DialectCatalog.For(Settings(name), string.Empty);
    }

    public abstract SqlSession AdministratorSession();

    /// <summary>An orderly end while clients are connected.</summary>
    internal abstract Task FinishAsync(BackgroundProcess process);

    internal abstract Task CrashAsync(BackgroundProcess process);

    protected abstract Task CreateFilesAsync();

    protected async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        await File.WriteAllTextAsync(Certificate, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Key, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    protected static async Task RunAsync(params IEnumerable<string> command)
    {
        var list = command.ToList();
        var finished = await Finished.Run(list[0], list[1..]);
        Assert.True(finished.ExitCode == 0, $"{string.Join(' ', list)}\n{finished.Output}{finished.Errors}");
    }

    private bool TryConnect()
    {
        try
        {
            AdministratorSession().Dispose();
            return true;
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }
}
