using System.Buffers.Binary;
using System.Numerics;

namespace Proxima.Engine.Snapshots;

/// <summary>CRC-32C (RFC 9260 appendix A), by the processor's own instruction where it has one: guards the mapped files against torn and damaged content.</summary>
public static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        while (octets.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[8..];
        }

        foreach (var octet in octets)
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return ~crc;
    }
}
