using System.Diagnostics;
using System.Net.Sockets;
using Proxima.Control.Supervision;

namespace Proxima.Tests.Control;

/// <summary><c>proximad</c> as a process of its own, from the build under test, with its data plane; both gone afterwards.</summary>
internal sealed class NodeProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder;
    private readonly Process process;
    private readonly Task<string> errors;

    public NodeProcess(TemporaryFolder folder)
    {
        this.folder = folder;
        if (Directory.Exists(folder.In("state")))
        {
            // Left by a killed node: the one to wait for is this process's own.
            File.Delete(folder.In("state/api.url"));
        }

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "proximad.dll"), "--config", folder.In("proxima.conf")])
        {
            UseShellExecute = false, RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>A node with one zone, one steered name and a DNS port that is free now.</summary>
    public static void WriteFiles(TemporaryFolder folder, int? port = null, string? state = null)
    {
        File.WriteAllText(
            folder.In("proxima.conf"),
            $"[Node]\nState = {state ?? "state"}\n[DNS]\nListen = 127.0.0.1:{port ?? FreePort.Next()}\nWorkers = 1\n[API]\nListen = 127.0.0.1:0\n[Steering]\nFile = steering.yaml\n");
        File.WriteAllText(folder.In("example.org.zone"), "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n");
        File.WriteAllText(
            folder.In("steering.yaml"),
            """
            zones: [{ name: example.org, file: example.org.zone }]
            sites: { fra: {}, nyc: {} }
            pools: { web: { endpoints: [{ site: fra, address: 192.0.2.1 }, { site: nyc, address: 192.0.2.2 }] } }
            policies: { near: { chain: [healthy, nearest, take: 1] } }
            names: [{ name: www.example.org, pool: web, policy: near }]
            """);
    }

    public HttpClient AwaitApi()
    {
        Assert.True(SpinWait.SpinUntil(() => process.HasExited || File.Exists(folder.In("state/api.url")), Patience));
        Assert.False(process.HasExited, process.HasExited ? errors.Result : string.Empty);
        return new HttpClient { BaseAddress = new Uri(File.ReadAllText(folder.In("state/api.url")).Trim()) };
    }

    public void KillAtOnce()
    {
        process.Kill();
        Assert.True(process.WaitForExit(Patience));
    }

    public (int Code, string Errors) AwaitEnd()
    {
        Assert.True(process.WaitForExit(Patience));
        return (process.ExitCode, errors.Result);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        ServeRecord.Read(folder.In("state/serve.json"))?.Process.Send(PosixSignalNumber.Kill);
        process.Dispose();
    }
}
