using System.Runtime.InteropServices;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Snapshots;

/// <summary>Snapshots with zones and nothing steered.</summary>
internal static class TestSnapshot
{
    public static byte[] FileOf(ulong serial, params Zone[] zones)
    {
        var empty = new SectionBuilder();
        empty.Append<byte>(new byte[4096]);
        return SnapshotBuilder.Assemble(serial, 7, DateTimeOffset.UnixEpoch, ZoneSection.Build(zones, [], TestTree.NoSteering), empty, empty);
    }

    public static Snapshot Of(params Zone[] zones) => Open(FileOf(1, zones));

    public static Snapshot Open(byte[] file)
    {
        Assert.True(SnapshotFile.TryRead(file, out var snapshot, out var problem), problem);
        return snapshot!;
    }

    public static SnapshotHeader HeaderOf(byte[] file) => MemoryMarshal.Read<SnapshotHeader>(file);
}
