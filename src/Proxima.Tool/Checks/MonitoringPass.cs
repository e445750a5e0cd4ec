using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;

namespace Proxima.Tool.Checks;

/// <summary>
/// <c>check.monitoring</c>: one attempt of every monitor at every endpoint of its pools, from this machine. What it finds goes to
/// <see cref="HealthNotes"/>, which writes it down where no node does.
/// </summary>
internal sealed class MonitoringPass(SteeringModel model, MonitorCatalog catalog)
{
    public const string Service = "MONITORING";

    /// <summary>Attempts at the same time.</summary>
    private const int AtOnce = 64;

    private readonly Dictionary<string, MonitorSettings> monitors = model.Monitors.Where(monitor => monitor.Check is not PushCheck).ToDictionary(monitor => monitor.Name);

    public async Task<IReadOnlyList<EndpointResult>> RunAsync(CancellationToken cancellation)
    {
        using var room = new SemaphoreSlim(AtOnce);
        var watched = model.Pools.Where(pool => pool.Monitors?.Names.Any(monitors.ContainsKey) == true).SelectMany(pool => pool.Endpoints.Select(endpoint => (Pool: pool, Endpoint: endpoint)));
        return await Task.WhenAll(watched.Select(async one => new EndpointResult(
            one.Pool, one.Endpoint,
            await Task.WhenAll(one.Pool.Monitors!.Names.Where(monitors.ContainsKey).Select(name => AttemptAsync(one.Pool, one.Endpoint, monitors[name], room, cancellation))))));
    }

    public static PluginReport Judge(IReadOnlyList<EndpointResult> results)
    {
        var report = new PluginReport(Service);
        foreach (var pool in results.GroupBy(result => result.Pool.Name))
        {
            var isDead = pool.All(result => result.IsDead);
            foreach (var result in pool)
            {
                var state = result.IsOk ? PluginState.Ok : !result.IsDead ? PluginState.Unknown : isDead ? PluginState.Critical : PluginState.Warning;
                report.Add(state, $"{result.Name} {result.Endpoint.Address}: {(result.IsOk ? "answers" : result.Trouble)}");
                foreach (var (monitor, probe) in result.Attempts)
                {
                    report.AddFigure(result.Attempts.Count == 1 ? result.Name : $"{result.Name} {monitor.Name}", probe.Rtt.IsKnown ? TimeSpan.FromMilliseconds(probe.Rtt.Milliseconds) : null);
                }
            }
        }

        return report;
    }

    private async Task<MonitorAttempt> AttemptAsync(Pool pool, Endpoint endpoint, MonitorSettings monitor, SemaphoreSlim room, CancellationToken cancellation)
    {
        await room.WaitAsync(cancellation);
        try
        {
            var target = MonitorCatalog.TargetOf(monitor.Check, endpoint.Address, $"{pool.Name}/{endpoint.Name}");
            return new MonitorAttempt(monitor, await catalog.Create(monitor.Check).ProbeAsync(target, monitor.Timeout, cancellation));
        }
        finally
        {
            room.Release();
        }
    }
}
