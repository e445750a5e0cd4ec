using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proxima.Control.Api;
using Proxima.Control.Demo;
using Proxima.Control.Peers;
using Proxima.Control.Supervision;
using Proxima.Engine.Health;

namespace Proxima.Control;

/// <summary>One run of proximad: the order of its start, its wait for a signal, and the order of its end.</summary>
internal sealed class Run(NodePlan plan, StateFolder state, HealthFile health) : IDisposable
{
    private readonly TimeProvider time = TimeProvider.System;
    private readonly SystemdNotify systemd = new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
    private readonly CancellationTokenSource stop = new();
    private readonly StarterThread starter = new();
    private readonly PeerDoor? door = PeerGroup.Identify(plan.Settings, state) is { } identity ? new PeerDoor(identity) : null;
    private ILogger? logger;

    private bool HasDataPlane => plan.Settings.Dns.Listen.Count > 0;

    public async Task ToEndAsync()
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var host = Wiring.CreateHost(plan.Settings.Api, LogLevelOf(plan), kestrel => door?.Open(kestrel, plan.Settings.Peers, SayStranger));
        logger = host.Logger;
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        var program = Wiring.ServeProgramFor(plan.Settings, state);
        var dataPlane = new DataPlane(program, state.DataPlane, time, loggers.CreateLogger<DataPlane>()) { Starter = starter.Start };
        if (starter.GiveWay() is { } problem)
        {
            host.Logger.LogWarning("answers may have to wait for this program where both run on one core: {Problem}", problem);
        }

        // A port taken or an argument wrong ends the start; a database that is not usable does not end the answers.
        if (HasDataPlane)
        {
            await dataPlane.StartAsync(() => PortCheck.EnsureFree(plan.Settings.Dns.Listen), stop.Token);
            host.Logger.LogInformation("DNS at {Addresses}, by process {Pid}", string.Join(' ', plan.Settings.Dns.Listen), dataPlane.Pid);
        }
        else
        {
            await dataPlane.EndLastAsync();
            host.Logger.LogInformation("no address to answer at is configured: PowerDNS answers, from {Snapshot}", state.Snapshot);
        }

        try
        {
            await using var node = new Node(plan, state, health, time, loggers);
            await node.PrepareAsync(stop.Token);
            await RunAsync(node, dataPlane, host);
        }
        catch (Exception) when (stop.IsCancellationRequested || !File.Exists(state.Snapshot))
        {
            // Asked to end before the start was done; or nothing was ever published here, and a data plane without a snapshot would only hold the port.
            await dataPlane.StopAsync();
            throw;
        }
    }

    public void Dispose()
    {
        starter.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync(Node node, DataPlane dataPlane, WebApplication host)
    {
        var status = new StatusReport(node, dataPlane, door, time);
        var callers = new CallerCheck(plan.Settings.Api.Token?.Reveal());
        var routes = new GuardedRoutes(host, callers);
        new ApiEndpoints(node.Measuring.Intake, node.Measuring.Offer, status.Create).Map(routes);
        node.Health.OverrideEndpoints.Map(routes);
        new NumberEndpoints(node.Health.Numbers.Intake).Map(routes);
        Wiring.CreateRemoteDoor(state, health, node.Measuring.Report.Doors, plan.Settings.Plugin, host.Logger).Map(host);
        new VoteEndpoint(node.Health.Votes).Map(routes);
        new HeartbeatEndpoint(node.Health.Heartbeats, () => node.Publishing.Content?.Model).Map(routes);
        await host.StartAsync(stop.Token);

        // For callers on this machine: the addresses that stand for all of it are none to connect to.
        var url = host.Urls.First().Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal);

        // Renamed into place: whoever finds the file finds the whole address in it.
        await File.WriteAllTextAsync(state.ApiUrl + ".new", url + "\n", stop.Token);
        File.Move(state.ApiUrl + ".new", state.ApiUrl, overwrite: true);
        host.Logger.LogInformation("API on {Url}{Callers}", url, callers.HasToken ? string.Empty : ", for callers on this machine only: no token is configured");

        if (door is not null)
        {
            host.Logger.LogInformation("peers come in at port {Port}; this node writes to {Peers}", plan.Settings.Peers.Listen?.Port ?? plan.Settings.Peers.Port, string.Join(' ', plan.Settings.Peers.Hosts));
        }

        // The steering file is looked at every second anyway; the signal others send to have it read must not end the node.
        using var reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        using var loopsStop = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var loops = Task.WhenAll(node.RunAsync(loopsStop.Token), HasDataPlane ? dataPlane.WatchAsync(loopsStop.Token) : Task.CompletedTask);
        systemd.Ready();
        if (plan.Demo is { } demo)
        {
            await Task.WhenAny(node.Publishing.Publisher.First, loops);
            Console.WriteLine(new DemoGuide(demo, plan.Settings.Dns.Listen[0].Port, DemoGuide.ToolPath(), state.Path).Format());
        }

        await loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        systemd.Stopping();
        await host.StopAsync(CancellationToken.None);
        await dataPlane.StopAsync();
        File.Delete(state.ApiUrl);
    }

    private static LogLevel LogLevelOf(NodePlan plan) =>
        plan.Demo is not null ? LogLevel.Warning : plan.Settings.IsDebug ? LogLevel.Debug : LogLevel.Information;

    private void SayStranger(EndPoint? from) => logger?.LogWarning(
        "a caller at the peers' door, {From}, has no certificate made with this cluster's key and was turned away: has every node the same [Peers] Key? Further ones are counted in proxima status", from);

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}
