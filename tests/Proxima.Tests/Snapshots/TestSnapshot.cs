using System.Runtime.InteropServices;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Snapshots;

/// <summary>Snapshots for tests.</summary>
internal static class TestSnapshot
{
    public static byte[] FileOf(ulong serial, params Zone[] zones)
    {
        var empty = new SectionBuilder();
        empty.Append<byte>(new byte[4096]);
        return SnapshotBuilder.Assemble(new SnapshotHeader { Serial = serial, Seed = 7 }, ZoneSection.Build(zones, [], TestTree.NoSteering), empty, empty);
    }

    public static Snapshot Of(params Zone[] zones) => Open(FileOf(1, zones));

    /// <summary>Endpoints get their slots in the order of the model's pools.</summary>
    public static Snapshot Of(SteeringModel steering, LatencyRows latency, HealthTable health, params Zone[] zones) => Open(FileOf(steering, latency, health, zones));

    public static byte[] FileOf(SteeringModel steering, LatencyRows latency, HealthTable health, params Zone[] zones)
    {
        var endpoints = steering.Pools.SelectMany(pool => pool.Endpoints).ToList();
        return SnapshotBuilder.Build(new SnapshotContent(
            steering, zones, latency, health, (_, endpoint) => endpoints.IndexOf(endpoint), 1, 7, DateTimeOffset.UnixEpoch));
    }

    public static Snapshot Open(byte[] file)
    {
        Assert.True(SnapshotFile.TryRead(file, out var snapshot, out var problem), problem);
        return snapshot!;
    }

    public static SnapshotHeader HeaderOf(byte[] file) => MemoryMarshal.Read<SnapshotHeader>(file);
}
