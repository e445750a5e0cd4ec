using Proxima.Engine.Latency;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Snapshots;

/// <summary>
/// Zones, policies and latency map in one immutable piece of mapped memory, read in place. Opening one is a map and a check. It stays
/// valid until disposed; <see cref="CurrentSnapshot"/> disposes the old one when no worker reads it any more.
/// </summary>
public sealed class Snapshot : IDisposable
{
    private IDisposable? memory;

    internal Snapshot(in SnapshotHeader header, SectionView zones, SectionView steering, SectionView latency, IDisposable memory)
    {
        this.memory = memory;
        Serial = header.Serial;
        Seed = header.Seed;
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(header.CreatedAtUnixMs);
        Zones = new ZoneTree(zones);
        Latency = new LatencyMap(latency);
        Steering = new SteeringTable(steering, Latency, Seed);
    }

    /// <summary>Grows with every publication of one node.</summary>
    public ulong Serial { get; }

    public ulong Seed { get; }

    public DateTimeOffset CreatedAt { get; }

    public ZoneTree Zones { get; }

    public SteeringTable Steering { get; }

    public LatencyMap Latency { get; }

    public void Dispose() => Interlocked.Exchange(ref memory, null)?.Dispose();
}
