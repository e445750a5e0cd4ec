using Proxima.Control.Publishing;
using Proxima.Engine.Health.Agreement;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;

namespace Proxima.Control.Monitoring;

/// <summary>
/// Keeps the monitors running for each endpoint that this node is to check: one whose pool names some, unless enough peers check it already.
/// Those that stay the same keep what they know when the steering file changes.
/// </summary>
public sealed class EndpointWatch(MonitorScheduler scheduler, Func<CheckSettings, IProbe> probeFor, SlotBook slots, HealthSlots health, VoteBook votes)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Dictionary<string, WatchedEndpoint> watched = [];

    /// <summary>What each monitor of the endpoint that runs here says at the moment.</summary>
    public IReadOnlyList<EndpointMonitor> MonitorsOf(Pool pool, Endpoint endpoint)
    {
        lock (gate)
        {
            return watched.TryGetValue(NameOf(pool, endpoint), out var one) ? one.Running : [];
        }
    }

    /// <summary>The endpoint's name between nodes: an address that another node's file has not yet is another endpoint.</summary>
    public static string NameOf(Pool pool, Endpoint endpoint) => $"{pool.Name}/{endpoint.Name}@{endpoint.Address}";

    public void Take(SteeringModel model)
    {
        lock (gate)
        {
            var settings = model.Monitors.ToDictionary(monitor => monitor.Name);
            var probes = model.Monitors.ToDictionary(monitor => monitor.Name, monitor => probeFor(monitor.Check));
            var wanted = new Dictionary<string, WatchedEndpoint>();
            foreach (var (pool, endpoint) in model.Pools.SelectMany(pool => pool.Endpoints.Select(endpoint => (pool, endpoint))))
            {
                var slot = slots.SlotOf(pool, endpoint);
                if (pool.Monitors is not { } choice)
                {
                    // Nobody would ever say that it is up again.
                    health.Unwatch(slot);
                    continue;
                }

                var name = NameOf(pool, endpoint);
                var checks = choice.Names.Select(monitor => (settings[monitor], probes[monitor])).ToList();
                wanted[name] = watched.TryGetValue(name, out var known) && known.IsAsAsked(choice, settings)
                    ? known
                    : new WatchedEndpoint(choice, checks, slot, pool.Name, endpoint);
                votes.Watch(name, slot, wanted[name].RuleFor(pool));
            }

            foreach (var (name, gone) in watched.Where(one => !wanted.ContainsValue(one.Value)))
            {
                Stop(name, gone);
            }

            foreach (var name in watched.Keys.Where(name => !wanted.ContainsKey(name)))
            {
                votes.Unwatch(name);
            }

            watched = wanted;
            Share();
        }
    }

    /// <summary>Counts the votes and starts and stops checks as they fall to this node. To be called once every <see cref="Interval"/>.</summary>
    public Task StepAsync(CancellationToken cancel)
    {
        votes.Step(scheduler.Sight.IsBlind);
        lock (gate)
        {
            Share();
        }

        return Task.CompletedTask;
    }

    private void Share()
    {
        foreach (var (name, one) in watched)
        {
            var isToCheck = votes.IsToCheck(name);
            if (isToCheck && one.Running.Count == 0)
            {
                one.Running = one.Create();
                votes.Begin(name, isChecking: true);
                foreach (var monitor in one.Running)
                {
                    scheduler.Add(monitor);
                }
            }
            else if (!isToCheck && one.Running.Count > 0)
            {
                Stop(name, one);
            }
        }
    }

    private void Stop(string name, WatchedEndpoint one)
    {
        foreach (var monitor in one.Running)
        {
            scheduler.Remove(monitor);
        }

        one.Running = [];
        votes.Begin(name, isChecking: false);
    }

    private sealed class WatchedEndpoint(MonitorChoice choice, IReadOnlyList<(MonitorSettings Settings, IProbe Probe)> checks, int slot, string pool, Endpoint endpoint)
    {
        public IReadOnlyList<EndpointMonitor> Running { get; set; } = [];

        public VoteRule RuleFor(Pool asked)
        {
            // Heartbeats and files reach one node and not another: they are everybody's to look at, and who has an up has it for all.
            var isShared = !checks.Any(check => check.Settings.Check is PushCheck or FileCheck);
            var settle = checks.Max(check => (check.Settings.Interval * check.Settings.Rise) + check.Settings.Timeout) + Interval;
            return new VoteRule(isShared ? asked.Quorum : Quorum.AnyUp, isShared, (long)settle.TotalMilliseconds);
        }

        public bool IsAsAsked(MonitorChoice asked, Dictionary<string, MonitorSettings> settings) =>
            choice.Equals(asked) && checks.All(check => settings[check.Settings.Name].Equals(check.Settings));

        public IReadOnlyList<EndpointMonitor> Create()
        {
            var verdict = new EndpointVerdict(slot, checks.Count, choice.Need) { Site = endpoint.Site };
            return [.. checks.Select((check, number) => new EndpointMonitor(
                check.Probe, MonitorCatalog.TargetOf(check.Settings.Check, endpoint.Address, $"{pool}/{endpoint.Name}"), check.Settings, verdict, number))];
        }
    }
}
