using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Snapshots;

/// <summary>
/// Zones, policies and latency map in one immutable piece of mapped memory, and the places of addresses in another, read in place. Opening one
/// is a map and a check. It stays valid until disposed; <see cref="CurrentSnapshot"/> disposes the old one when no worker reads it any more.
/// </summary>
public sealed class Snapshot : IDisposable
{
    private IDisposable? memory;

    internal Snapshot(in SnapshotHeader header, in SnapshotSections sections, PlaceMap places, IDisposable memory)
    {
        this.memory = memory;
        Serial = header.Serial;
        Seed = header.Seed;
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(header.CreatedAtUnixMs);
        Places = places;
        Zones = new ZoneTree(sections.Zones);
        Latency = new LatencyMap(sections.Latency);
        Steering = new SteeringTable(sections.Steering, Latency, places, Seed);
    }

    /// <summary>Grows with every publication of one node.</summary>
    public ulong Serial { get; }

    public ulong Seed { get; }

    public DateTimeOffset CreatedAt { get; }

    public ZoneTree Zones { get; }

    public SteeringTable Steering { get; }

    public LatencyMap Latency { get; }

    /// <summary>Where addresses are, as far as geolocation databases were given.</summary>
    public PlaceMap Places { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref memory, null) is { } mine)
        {
            mine.Dispose();
            Places.Dispose();
        }
    }
}

/// <summary>The parts of a snapshot file.</summary>
internal readonly record struct SnapshotSections(SectionView Zones, SectionView Steering, SectionView Latency);
