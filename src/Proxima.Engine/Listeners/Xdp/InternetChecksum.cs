using System.Runtime.InteropServices;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>The checksum of IPv4 and UDP (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words, in any octet order.</summary>
internal static class InternetChecksum
{
    /// <summary>Adds octets to a sum; an odd number of them only as the last.</summary>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> octets)
    {
        // Words of 32 bits: carries gather in the upper half and are folded at the end (RFC 1071 section 2, deferred carries).
        foreach (var word in MemoryMarshal.Cast<byte, uint>(octets))
        {
            sum += word;
        }

        var rest = octets[(octets.Length & ~3)..];
        if (rest.Length >= 2)
        {
            sum += MemoryMarshal.Read<ushort>(rest);
            rest = rest[2..];
        }

        return rest.Length == 0 ? sum : sum + (BitConverter.IsLittleEndian ? rest[0] : (ulong)rest[0] << 8);
    }

    /// <summary>The checksum, in the octet order it was summed in: to be stored as it is.</summary>
    public static ushort Of(ulong sum)
    {
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
