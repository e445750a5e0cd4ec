using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;

namespace Proxima.Control.Shares;

/// <summary>The load that endpoints report, and the share of clients each sheds because of it. The share stands in the health file, so it survives a restart. Any thread.</summary>
public sealed class LoadBook(SlotBook slots, HealthSlots health, HealthTable table, TimeProvider time)
{
    /// <summary>Highest load taken; 1 is full.</summary>
    public const double MostLoad = 100;

    /// <summary>Without a report for so long, an endpoint counts as idle: what shed it long ago says nothing of today.</summary>
    public static readonly TimeSpan ReportLifetime = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private Dictionary<EndpointKey, Entry> entries = [];
    private DateTimeOffset? lastStep;

    /// <summary>The endpoints there are, each with its pool's target.</summary>
    public void Take(SteeringModel model)
    {
        lock (gate)
        {
            var taken = new Dictionary<EndpointKey, Entry>();
            foreach (var pool in model.Pools)
            {
                foreach (var endpoint in pool.Endpoints)
                {
                    var key = new EndpointKey(pool.Name, endpoint.Name);
                    var slot = slots.SlotOf(pool, endpoint);
                    taken[key] = entries.GetValueOrDefault(key) ?? new Entry { Control = new ShedControl(1 - table.WordOf(slot).Shed) };
                    taken[key].Slot = slot;
                    taken[key].Target = pool.TargetLoad;
                }
            }

            entries = taken;
        }
    }

    /// <summary>False when there is no such endpoint.</summary>
    public bool TryNote(string pool, string endpoint, double load)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(new EndpointKey(pool, endpoint), out var entry))
            {
                return false;
            }

            entry.Load = load;
            entry.At = time.GetUtcNow();
            return true;
        }
    }

    /// <summary>Moves every share on by the time since the last step. To be called about once a second.</summary>
    public void Step()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var seconds = lastStep is { } last ? (now - last).TotalSeconds : 0;
            lastStep = now;
            foreach (var entry in entries.Values)
            {
                entry.Control.Observe(now - entry.At > ReportLifetime ? 0 : entry.Load, entry.Target, seconds);
                var shed = 1 - entry.Control.Share;
                if (table.WordOf(entry.Slot) is var word && word.WithShed(shed) != word)
                {
                    health.Shed(entry.Slot, shed);
                }
            }
        }
    }

    private sealed class Entry
    {
        public ShedControl Control = new(1);
        public int Slot;
        public double Target;
        public double Load;
        public DateTimeOffset At;
    }
}
