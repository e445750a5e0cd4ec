using System.Runtime.InteropServices;

namespace Proxima.Engine.Snapshots;

/// <summary>The parts of a snapshot file, in file order.</summary>
public enum SectionId
{
    Zones = 0, Steering = 1, Latency = 2,
}

/// <summary>
/// The first 128 octets of a snapshot file. <see cref="HeaderChecksum"/> is the CRC-32C of the header's octets before it, and
/// <see cref="Checksum"/> that of everything behind the two (<see cref="Crc32C.OfQuarters"/>): together they cover every octet.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
public struct SnapshotHeader
{
    public const int Size = 128;

    /// <summary>Most octets of a file: what one span can cover, for the checksum.</summary>
    public const long MaxFileLength = int.MaxValue;

    /// <summary>"PROXSNAP", read as a little-endian number.</summary>
    public const ulong ExpectedMagic = 0x50414E53584F5250;

    /// <summary>Raised by one whenever any section's layout changes; an older or newer file is refused, never guessed at.</summary>
    public const uint ExpectedVersion = 6;

    public ulong Magic;
    public uint Version;
    public uint HeaderLength;
    public ulong FileLength;
    public ulong Serial;
    public long CreatedAtUnixMs;

    /// <summary>The seed of every weighted choice: equal on all nodes, so that they agree.</summary>
    public ulong Seed;
    public ulong ZonesOffset;
    public ulong ZonesLength;
    public ulong SteeringOffset;
    public ulong SteeringLength;
    public ulong LatencyOffset;
    public ulong LatencyLength;

    /// <summary>Which place file stands beside the snapshot; 0: none.</summary>
    public ulong PlacesId;
    public uint Checksum;
    public uint HeaderChecksum;

    /// <summary>Octets before <see cref="HeaderChecksum"/>. Not by reflection, which a start would wait for.</summary>
    public static unsafe int HeaderChecksumOffset
    {
        get
        {
            SnapshotHeader header = default;
            return (int)((byte*)&header.HeaderChecksum - (byte*)&header);
        }
    }
}
