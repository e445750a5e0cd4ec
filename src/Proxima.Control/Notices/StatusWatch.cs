using Proxima.Control.Operations;
using Proxima.Control.Publishing;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;

namespace Proxima.Control.Notices;

/// <summary>
/// Compares the health table with itself a look ago and tells every change, whoever made it: monitors, agreement or a person. What the table
/// held at the start is no change, so a restart tells nothing anew. One thread at a time.
/// </summary>
public sealed class StatusWatch(string node, SlotBook slots, HealthTable table, OverrideBook overrides, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private Dictionary<(string Pool, string Endpoint), EndpointStatus> last = [];

    /// <summary>The changes since the last look; an endpoint seen for the first time is none.</summary>
    public IReadOnlyList<Notice> Look(SteeringModel model)
    {
        var now = time.GetUtcNow();
        var seen = new Dictionary<(string, string), EndpointStatus>();
        var changes = new List<Notice>();
        foreach (var pool in model.Pools)
        {
            foreach (var endpoint in pool.Endpoints)
            {
                var status = table.StatusOf(slots.SlotOf(pool, endpoint));
                seen[(pool.Name, endpoint.Name)] = status;
                if (last.TryGetValue((pool.Name, endpoint.Name), out var before) && before != status)
                {
                    var said = overrides.For(pool, endpoint, now);
                    changes.Add(new Notice(
                        node, pool.Name, endpoint.Name, endpoint.Site, endpoint.Address.ToString(), SteeringWords.Of(before), SteeringWords.Of(status),
                        Changes: 1, now.ToUnixTimeMilliseconds(), said?.Who, said?.Why));
                }
            }
        }

        last = seen;
        return changes;
    }
}
