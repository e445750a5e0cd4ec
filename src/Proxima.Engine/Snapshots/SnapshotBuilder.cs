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
        return Assemble(content.Serial, content.Seed, content.CreatedAt, zones, steering, latency);
    }

    internal static byte[] Assemble(ulong serial, ulong seed, DateTimeOffset createdAt, SectionBuilder zones, SectionBuilder steering, SectionBuilder latency)
    {
        var header = new SnapshotHeader
        {
            Magic = SnapshotHeader.ExpectedMagic,
            Version = SnapshotHeader.ExpectedVersion,
            HeaderLength = SnapshotHeader.Size,
            Serial = serial,
            Seed = seed,
            CreatedAtUnixMs = createdAt.ToUnixTimeMilliseconds(),
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
        MemoryMarshal.Write(file, in header);
        header.Checksum = SnapshotFile.ChecksumOf(file);
        MemoryMarshal.Write(file, in header);
        header.HeaderChecksum = SnapshotFile.HeaderChecksumOf(file);
        MemoryMarshal.Write(file, in header);
        return file;
    }

    // A cache line: the hot arrays of each section start on one.
    private static ulong AlignUp(ulong offset) => (offset + 63) & ~63UL;
}
