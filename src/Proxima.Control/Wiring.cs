using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proxima.Control.Api;
using Proxima.Control.Demo;
using Proxima.Control.Doors;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Control.Supervision;
using Proxima.Engine.Health;
using Proxima.Engine.Listeners;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Protection;
using Proxima.Engine.Reports;
using Proxima.Engine.Steering;
using Proxima.Measurement.SharedState;
using Proxima.Settings.Node;
using Proxima.Settings.Plugin;

namespace Proxima.Control;

/// <summary>
/// Joins the parts and gives their start and end an order. The answering side is started before the database is opened: a node that comes
/// back answers from the last snapshot at once, whatever the rest does.
/// </summary>
internal static class Wiring
{
    public static string Version => typeof(Wiring).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static async Task<int> RunAsync(NodeArguments arguments)
    {
        var plan = NodePlan.For(arguments);
        if (plan.Errors.Count > 0)
        {
            foreach (var error in plan.Errors)
            {
                Console.Error.WriteLine(error);
            }

            return ExitCodes.BadInput;
        }

        try
        {
            using var state = StateFolder.Open(plan.Settings.State);
            using var health = HealthFile.Create(state.Health);
            using var run = new Run(plan, state, health);
            await run.ToEndAsync();
            return ExitCodes.Success;
        }
        catch (OperationCanceledException)
        {
            // Asked to end before the start was done.
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is StoreException or DataPlaneException or StateFolderException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"proximad: {e.Message}");
            return ExitCodes.Failure;
        }
    }

    /// <summary>The program and its arguments that answer from this state folder.</summary>
    public static ServeProgram ServeProgramFor(NodeSettings settings, StateFolder state)
    {
        List<string> arguments = ["--snapshot", state.Snapshot, "--health", state.Health, "--report", state.Report, "--ready-file", state.ServeReady, "--wait", "--quiet"];
        foreach (var address in settings.Dns.Listen)
        {
            arguments.AddRange(["--listen", address.ToString()]);
        }

        if (settings.Dns.Workers > 0)
        {
            arguments.AddRange(["--workers", settings.Dns.Workers.ToString()]);
        }

        foreach (var name in settings.Dns.Xdp)
        {
            arguments.AddRange(["--xdp", name]);
        }

        if (settings.Dns.TcpConnections != TcpLimits.DefaultConnections)
        {
            arguments.AddRange(["--tcp-connections", settings.Dns.TcpConnections.ToString()]);
        }

        if (settings.Dns.Nsid is { } nsid)
        {
            arguments.AddRange(["--nsid", nsid]);
        }

        if (settings.Dns.SolicitTcp > 0)
        {
            arguments.AddRange(["--solicit-tcp", settings.Dns.SolicitTcp.ToString()]);
        }

        if (settings.Dns.RateLimit > 0)
        {
            arguments.AddRange(["--rate-limit", settings.Dns.RateLimit.ToString(), "--rate-limit-slip", settings.Dns.RateLimitSlip.ToString()]);
            arguments.AddRange(settings.Dns.RateLimitExempt.SelectMany(network => new[] { "--rate-limit-exempt", network.ToString() }));
        }

        if (settings.Dns.CookieSecretFile is null)
        {
            CookieSecretFile.CreateWhereMissing(state.CookieSecret);
        }

        arguments.AddRange(["--cookie-secret", settings.Dns.CookieSecretFile ?? state.CookieSecret]);
        return ServeProgram.Find(AppContext.BaseDirectory, arguments);
    }

    /// <summary>The door for PowerDNS's remote backend over HTTP, answering from the node's own files.</summary>
    public static RemoteBackendDoor CreateRemoteDoor(StateFolder state, HealthFile health, WorkerReport report, PluginSettings? plugin, ILogger log)
    {
        void Say(string line) => log.LogInformation("PowerDNS remote backend: {Line}", line);
        var share = plugin?.Memcached is { } server ? new DecisionShare(new Memcached(server, TimeProvider.System, Say)) : null;
        var snapshot = new BackendSnapshot(state.Snapshot, null, null, TimeProvider.System, line => log.LogDebug("PowerDNS remote backend: {Line}", line));
        var hall = new BackendHall(snapshot.Current, health.Table, new BackendReport(report), plugin?.Zone?.Backend, share) { Entitlements = plugin?.CreateEntitlements(Say) };
        var metadata = new RemoteMetadataFile(state.In(RemoteMetadataFile.DefaultName), Say);
        return new RemoteBackendDoor(new RemoteSession(hall, metadata.Current, new BackendOptions(plugin?.Application.Debug == true), Say));
    }

    /// <summary>The web host with the API; the only container of services in the program. Logs go to standard error, one line each.</summary>
    /// <param name="openPeerDoor">Adds the peers' door, where there is one.</param>
    public static WebApplication CreateHost(ApiSettings settings, LogLevel level, Action<KestrelServerOptions>? openPeerDoor = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(settings.Listen);
            openPeerDoor?.Invoke(kestrel);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ApiEndpoints.MaxBodyLength;
        });
        var host = builder.Build();
        host.UseRouting();
        return host;
    }
}
