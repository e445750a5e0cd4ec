using Proxima.Control.Publishing;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;

namespace Proxima.Control.Monitoring;

/// <summary>Keeps the monitors running for each endpoint whose pool names some: those that stay the same keep what they know when the steering file changes.</summary>
public sealed class EndpointWatch(MonitorScheduler scheduler, MonitorCatalog catalog, SlotBook slots, HealthSlots health)
{
    private Dictionary<WatchKey, WatchedEndpoint> running = [];

    /// <summary>What each watched endpoint's monitors say at the moment.</summary>
    public IReadOnlyList<EndpointMonitor> MonitorsOf(Pool pool, Endpoint endpoint) =>
        running.TryGetValue(KeyOf(pool, endpoint), out var watched) ? watched.Monitors : [];

    public void Take(SteeringModel model)
    {
        var settings = model.Monitors.ToDictionary(monitor => monitor.Name);
        var probes = model.Monitors.ToDictionary(monitor => monitor.Name, monitor => catalog.Create(monitor.Check));
        var wanted = new Dictionary<WatchKey, WatchedEndpoint>();
        foreach (var pool in model.Pools)
        {
            foreach (var endpoint in pool.Endpoints)
            {
                if (pool.Monitors is not { } choice)
                {
                    // Nobody would ever say that it is up again.
                    health.Unwatch(slots.SlotOf(pool, endpoint));
                    continue;
                }

                var key = KeyOf(pool, endpoint);
                wanted[key] = running.TryGetValue(key, out var known) && known.IsAsAsked(choice, settings)
                    ? known
                    : Create(pool, endpoint, choice, name => (probes[name], settings[name]));
            }
        }

        foreach (var monitor in running.Values.Except(wanted.Values).SelectMany(watched => watched.Monitors))
        {
            scheduler.Remove(monitor);
        }

        foreach (var monitor in wanted.Values.Except(running.Values).SelectMany(watched => watched.Monitors))
        {
            scheduler.Add(monitor);
        }

        running = wanted;
    }

    private WatchedEndpoint Create(Pool pool, Endpoint endpoint, MonitorChoice choice, Func<string, (Measurement.Probes.IProbe Probe, MonitorSettings Settings)> monitorOf)
    {
        var verdict = new EndpointVerdict(slots.SlotOf(pool, endpoint), choice.Names.Count, choice.Need);
        return new WatchedEndpoint(choice, [.. choice.Names.Select((name, number) =>
        {
            var (probe, settings) = monitorOf(name);
            return new EndpointMonitor(probe, MonitorCatalog.TargetOf(settings.Check, endpoint.Address, $"{pool.Name}/{endpoint.Name}"), settings, verdict, number);
        })]);
    }

    private static WatchKey KeyOf(Pool pool, Endpoint endpoint) => new(pool.Name, endpoint.Name, endpoint.Address.ToString());

    private readonly record struct WatchKey(string Pool, string Endpoint, string Address);

    private sealed class WatchedEndpoint(MonitorChoice choice, IReadOnlyList<EndpointMonitor> monitors)
    {
        public IReadOnlyList<EndpointMonitor> Monitors { get; } = monitors;

        public bool IsAsAsked(MonitorChoice asked, Dictionary<string, MonitorSettings> settings) =>
            choice.Equals(asked) && Monitors.All(monitor => settings[monitor.Settings.Name].Equals(monitor.Settings));
    }
}
