using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Engine.Snapshots;

/// <summary>Lays a <see cref="SnapshotContent"/> out as it is read. The same content gives the same octets.</summary>
public static class SnapshotBuilder
{
    /// <summary>The whole file, header first.</summary>
    public static byte[] Build(SnapshotContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var latency = LatencySection.Build(content.Latency);
        var steering = SteeringSection.Build(content, latency);
        var zones = ZoneSection.Build(content.Zones, content.Steering.Names, content.Steering);

        var header = new SnapshotHeader
        {
            Magic = SnapshotHeader.ExpectedMagic,
            Version = SnapshotHeader.ExpectedVersion,
            HeaderLength = SnapshotHeader.Size,
            Serial = content.Serial,
            Seed = content.Seed,
            CreatedAtUnixMs = content.CreatedAt.ToUnixTimeMilliseconds(),
            ZonesOffset = SnapshotHeader.Size,
            ZonesLength = (ulong)zones.Length,
            SteeringLength = (ulong)steering.Length,
            LatencyLength = (ulong)latency.Length,
        };
        header.SteeringOffset = AlignUp(header.ZonesOffset + header.ZonesLength);
        header.LatencyOffset = AlignUp(header.SteeringOffset + header.SteeringLength);
        header.FileLength = header.LatencyOffset + header.LatencyLength;

        var file = new byte[checked((int)header.FileLength)];
        zones.Octets.CopyTo(file.AsSpan((int)header.ZonesOffset));
        steering.Octets.CopyTo(file.AsSpan((int)header.SteeringOffset));
        latency.Octets.CopyTo(file.AsSpan((int)header.LatencyOffset));
        header.Checksum = Crc32C.Of(file.AsSpan(SnapshotHeader.Size));
        MemoryMarshal.Write(file, in header);
        header.HeaderChecksum = SnapshotFile.HeaderChecksumOf(file);
        MemoryMarshal.Write(file, in header);
        return file;
    }

    // A cache line: the hot arrays of each section start on one.
    private static ulong AlignUp(ulong offset) => (offset + 63) & ~63UL;
}
