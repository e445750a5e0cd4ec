using Proxima.Engine.Steering;
using Proxima.Measurement.Probes;

namespace Proxima.Tool.Checks;

/// <summary>
/// <c>check.monitoring</c>: one attempt at every endpoint whose pool has a monitor, from this machine. What it finds goes to
/// <see cref="HealthNotes"/>, which writes it down where no node does.
/// </summary>
internal sealed class MonitoringPass(SteeringModel model, ProbeCatalog probes)
{
    public const string Service = "MONITORING";

    /// <summary>Attempts at the same time.</summary>
    private const int AtOnce = 64;

    public async Task<IReadOnlyList<EndpointResult>> RunAsync(CancellationToken cancellation)
    {
        using var room = new SemaphoreSlim(AtOnce);
        var attempts = model.Pools
            .Where(pool => pool.Monitor is not null)
            .SelectMany(pool => pool.Endpoints.Select(endpoint => (Pool: pool, Endpoint: endpoint, Monitor: model.Monitors.Single(monitor => monitor.Name == pool.Monitor))))
            .Select(async watched =>
            {
                await room.WaitAsync(cancellation);
                try
                {
                    return new EndpointResult(watched.Pool, watched.Endpoint, watched.Monitor, await AttemptAsync(watched.Endpoint, watched.Monitor, cancellation));
                }
                finally
                {
                    room.Release();
                }
            });
        return await Task.WhenAll(attempts);
    }

    public static PluginReport Judge(IReadOnlyList<EndpointResult> results)
    {
        var report = new PluginReport(Service);
        foreach (var pool in results.GroupBy(result => result.Pool.Name))
        {
            var isDead = pool.All(result => result.Probe is { Ok: false, WasSent: true });
            foreach (var result in pool)
            {
                var state = result.Probe.Ok ? PluginState.Ok : !result.Probe.WasSent ? PluginState.Unknown : isDead ? PluginState.Critical : PluginState.Warning;
                report.Add(state, $"{result.Pool.Name}/{result.Endpoint.Name} {result.Endpoint.Address}: {(result.Probe.Ok ? "answers" : result.Probe.Detail)}");
                report.AddFigure($"{result.Pool.Name}/{result.Endpoint.Name}", result.Probe.Rtt.IsKnown ? TimeSpan.FromMilliseconds(result.Probe.Rtt.Milliseconds) : null);
            }
        }

        return report;
    }

    private async Task<ProbeResult> AttemptAsync(Endpoint endpoint, MonitorSettings monitor, CancellationToken cancellation)
    {
        var probe = ProbeCatalog.ParseName(monitor.Kind) is { } kind ? probes.Find(kind) : null;
        return probe is null
            ? ProbeResult.NotSent($"this program cannot probe by {monitor.Kind}")
            : await probe.ProbeAsync(new ProbeTarget(endpoint.Address, monitor.Port ?? 0), monitor.Timeout, cancellation);
    }
}

/// <summary>What one attempt at an endpoint gave.</summary>
internal sealed record EndpointResult(Pool Pool, Endpoint Endpoint, MonitorSettings Monitor, ProbeResult Probe);
