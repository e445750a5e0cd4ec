using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Of a structure's octets before one of its own fields, in which it is kept.</summary>
    public static uint OfAllBefore<T>(in T whole, in uint field)
        where T : unmanaged
    {
        ref var start = ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in whole));
        var length = (int)Unsafe.ByteOffset(ref start, ref Unsafe.As<uint, byte>(ref Unsafe.AsRef(in field)));
        return Of(MemoryMarshal.CreateReadOnlySpan(ref start, length));
    }

    /// <summary>
    /// A checksum for large files: the CRC-32C of the CRC-32Cs of four quarters and of what is left over. One step waits for the one before it
    /// in its own quarter only, so the processor works on four at once.
    /// </summary>
    public static uint OfQuarters(ReadOnlySpan<byte> octets)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(octets);
        var quarter = words.Length / 4;
        var first = words[..quarter];
        var second = words.Slice(quarter, quarter);
        var third = words.Slice(2 * quarter, quarter);
        var fourth = words.Slice(3 * quarter, quarter);
        var (a, b, c, d) = (uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);
        for (var i = 0; i < first.Length && i < second.Length && i < third.Length && i < fourth.Length; i++)
        {
            a = BitOperations.Crc32C(a, Ordered(first[i]));
            b = BitOperations.Crc32C(b, Ordered(second[i]));
            c = BitOperations.Crc32C(c, Ordered(third[i]));
            d = BitOperations.Crc32C(d, Ordered(fourth[i]));
        }

        ReadOnlySpan<uint> all = [Ordered(~a), Ordered(~b), Ordered(~c), Ordered(~d), Ordered(Of(octets[(4 * quarter * sizeof(ulong))..]))];
        return Of(MemoryMarshal.AsBytes(all));
    }

    private static ulong Ordered(ulong word) => BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);

    private static uint Ordered(uint word) => BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
}
