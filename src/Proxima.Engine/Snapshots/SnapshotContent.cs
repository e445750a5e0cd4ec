using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Snapshots;

/// <summary>
/// What a snapshot is built from. <paramref name="SlotOf"/> gives each endpoint (pool name, endpoint) its slot in the health table, the
/// same in every snapshot of a node; <paramref name="Health"/> is the state for which scopes are merged.
/// </summary>
public sealed record SnapshotContent(
    SteeringModel Steering,
    IReadOnlyList<Zone> Zones,
    LatencyRows Latency,
    HealthTable Health,
    Func<Pool, Endpoint, int> SlotOf,
    ulong Serial,
    ulong Seed,
    DateTimeOffset CreatedAt)
{
    /// <summary>The place file that was written beside it (<see cref="Places.PlaceFile"/>); 0: none.</summary>
    public ulong PlacesId { get; init; }
}
