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
        return Assemble(
            new SnapshotHeader { Serial = content.Serial, Seed = content.Seed, PlacesId = content.PlacesId, CreatedAtUnixMs = content.CreatedAt.ToUnixTimeMilliseconds() },
            zones, steering, latency);
    }

    /// <param name="header">Which snapshot it is; the rest of it is filled in here.</param>
    internal static byte[] Assemble(SnapshotHeader header, SectionBuilder zones, SectionBuilder steering, SectionBuilder latency)
    {
        header.Magic = SnapshotHeader.ExpectedMagic;
        header.Version = SnapshotHeader.ExpectedVersion;
        header.HeaderLength = SnapshotHeader.Size;
        header.ZonesOffset = SnapshotHeader.Size;
        header.ZonesLength = (ulong)zones.Length;
        header.SteeringLength = (ulong)steering.Length;
        header.LatencyLength = (ulong)latency.Length;
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
