using Proxima.Control.Publishing;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;
using RunSettings = Proxima.Measurement.Monitors.MonitorSettings;

namespace Proxima.Control.Monitoring;

/// <summary>Keeps one monitor running for each endpoint whose pool names one: those that stay the same keep what they know when the steering file changes.</summary>
public sealed class EndpointWatch(MonitorScheduler scheduler, ProbeCatalog probes, SlotBook slots, HealthSlots health)
{
    private Dictionary<WatchKey, EndpointMonitor> running = [];

    public void Take(SteeringModel model)
    {
        var wanted = new Dictionary<WatchKey, EndpointMonitor>();
        foreach (var pool in model.Pools.Where(pool => pool.Monitor is not null))
        {
            var settings = model.Monitors.Single(monitor => monitor.Name == pool.Monitor);
            foreach (var endpoint in pool.Endpoints)
            {
                var key = new WatchKey(pool.Name, endpoint.Name, endpoint.Address.ToString(), settings);
                wanted[key] = running.TryGetValue(key, out var known) ? known : Create(slots.SlotOf(pool, endpoint), endpoint, settings);
            }
        }

        foreach (var (key, monitor) in running.Where(pair => !wanted.ContainsKey(pair.Key)))
        {
            scheduler.Remove(monitor);
        }

        foreach (var (key, monitor) in wanted.Where(pair => !running.ContainsKey(pair.Key)))
        {
            scheduler.Add(monitor);
        }

        running = wanted;

        // Nobody would ever say that it is up again.
        foreach (var pool in model.Pools.Where(pool => pool.Monitor is null))
        {
            foreach (var endpoint in pool.Endpoints)
            {
                health.Unwatch(slots.SlotOf(pool, endpoint));
            }
        }
    }

    private EndpointMonitor Create(int slot, Endpoint endpoint, Engine.Steering.MonitorSettings settings)
    {
        var probe = ProbeCatalog.ParseName(settings.Kind) is { } kind ? probes.Find(kind) : null;
        return new EndpointMonitor(
            slot,
            probe ?? throw new InvalidOperationException($"monitor '{settings.Name}' of kind '{settings.Kind}' passed the check of the steering file"),
            new ProbeTarget(endpoint.Address, settings.Port ?? 0),
            new RunSettings { Interval = settings.Interval, Timeout = settings.Timeout, Fall = settings.Fall, Rise = settings.Rise });
    }

    private readonly record struct WatchKey(string Pool, string Endpoint, string Address, Engine.Steering.MonitorSettings Settings);
}
