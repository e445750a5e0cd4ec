using System.Globalization;

namespace Proxima.EndToEnd.PowerDns;

/// <summary>A real pdns_server on a loopback port, with the lines that <c>proxima pdns config</c> prints, and lines of a test behind them.</summary>
internal sealed class PowerDnsServer : IAsyncDisposable
{

    private readonly int port;

    private PowerDnsServer(PowerDnsFiles files, int port)
    {
        Files = files;
        this.port = port;
        Process = new BackgroundProcess(
            "pdns_server", $"--config-dir={files.Folder}", "--daemon=no", "--guardian=no", "--disable-syslog=yes", $"--socket-dir={files.In("sock")}",
            "--local-address=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--local-port={port}"), "--security-poll-suffix=");
    }

    public PowerDnsFiles Files { get; }

    public BackgroundProcess Process { get; }

    public static void Require()
    {
        EndToEnd.Require.Tool("pdns_server", "pdns-server, pdns-backend-pipe, pdns-backend-bind, pdns-backend-remote");
        EndToEnd.Require.Tool("dig", "bind9-dnsutils");
    }

    /// <summary>With the pipe backend. <paramref name="lines"/> are added to pdns.conf, <paramref name="flags"/> to the coprocess's command.</summary>
    public static async Task<PowerDnsServer> StartWithPipe(PowerDnsFiles files, string lines = "", string flags = "")
    {
        var conf = await PowerDnsFiles.Proxima("pdns", "config", "--snapshot", files.Snapshot, "--zones", files.Zones);
        conf = conf.Replace($"--snapshot {files.Snapshot}", $"--snapshot {files.Snapshot} {flags}", StringComparison.Ordinal);
        return await Start(files, Patient(conf) + lines);
    }

    /// <summary>With time for a coprocess on a machine so busy that it comes to nothing for seconds: what is tested is what it answers.</summary>
    public static string Patient(string conf)
    {
        Assert.Contains("pipe-timeout=2000\n", conf, StringComparison.Ordinal);
        return conf.Replace("pipe-timeout=2000\n", "pipe-timeout=30000\n", StringComparison.Ordinal);
    }

    public static async Task<PowerDnsServer> Start(PowerDnsFiles files, string conf)
    {
        await File.WriteAllTextAsync(files.In("pdns.conf"), conf);
        Directory.CreateDirectory(files.In("sock"));
        var server = new PowerDnsServer(files, FreePort.Next());
        Dig? last = null;
        await Until.Holds(
            async () => server.Process.HasExited || (last = await server.Ask("example.org", "SOA", "+tcp")).Status == "NOERROR", Deadlines.Step,
            () => $"PowerDNS answers; it said:\n{server.Process.Log}\n{last?.Text}");
        Assert.False(server.Process.HasExited, server.Process.Log);
        return server;
    }

    public async Task<Dig> Ask(string name, string type, params string[] options) => Dig.Parse((await Raw(name, type, options)).Output);

    /// <summary>The first address of the answer; the reply's status when it has none.</summary>
    public async Task<string> Address(string name, string type, params string[] options)
    {
        var reply = await Ask(name, type, options);
        return reply.Addresses is [var first, ..] ? first.ToString() : reply.Status;
    }

    public Task<Finished> Raw(string name, string type, params string[] options) => Finished.Run(
        "dig", ["@127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), name, type, "+tries=1", "+time=30", "+nocookie", "+norecurse", .. options]);

    public int Port => port;

    /// <summary>Process ids of the coprocesses.</summary>
    public async Task<IReadOnlyList<int>> Coprocesses()
    {
        var children = await Finished.Run("ps", "-o", "pid=", "--ppid", Process.Id.ToString(CultureInfo.InvariantCulture));
        return [.. children.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
