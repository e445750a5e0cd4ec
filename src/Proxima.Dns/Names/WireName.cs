using System.Buffers.Binary;

namespace Proxima.Dns.Names;

/// <summary>What the query path does with an uncompressed wire-format name in a span. Nothing here allocates or throws.</summary>
public static class WireName
{
    /// <summary>The two upper bits that make a length octet the first of a compression pointer.</summary>
    internal const byte PointerBits = 0xC0;

    /// <summary>Octets of the uncompressed name at the head of <paramref name="wire"/>, the root octet included; 0 if it is none (too long, cut off, or a compression pointer).</summary>
    public static int Length(ReadOnlySpan<byte> wire) => Length(wire, mayEndInPointer: false);

    /// <summary>The same, of a name as it stands in a message, where a compression pointer of two octets may end it (RFC 1035 section 4.1.4). The pointer is not followed.</summary>
    internal static int Length(ReadOnlySpan<byte> wire, bool mayEndInPointer)
    {
        var at = 0;
        while (at < wire.Length && at < DomainName.MaxWireLength)
        {
            int label = wire[at];
            if (label == 0)
            {
                return at + 1;
            }

            if (label > DomainName.MaxLabelLength)
            {
                return mayEndInPointer && label >= PointerBits && wire.Length - at >= 2 ? at + 2 : 0;
            }

            at += label + 1;
        }

        return 0;
    }

    /// <summary>Copies <paramref name="name"/> in lower case (ASCII only, RFC 4343) and returns its length.</summary>
    /// <remarks>Length octets are at most 63 and so lie below 'A': the whole name can be treated alike.</remarks>
    public static int LowerCase(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        var length = name.Length;
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..], destination = destination[sizeof(ulong)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, Lower(BinaryPrimitives.ReadUInt64LittleEndian(name)));
        }

        for (var i = 0; i < name.Length; i++)
        {
            destination[i] = Lower(name[i]);
        }

        return length;
    }

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && Lower(left[i]) != Lower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A stable 64-bit hash of a name already in lower case: the same in every process, since snapshots carry it.</summary>
    /// <remarks>FNV-1a over words of eight octets (little endian on every machine), and a final mix so that both halves are usable alone.</remarks>
    public static ulong Hash(ReadOnlySpan<byte> lowerCaseName)
    {
        const ulong offsetBasis = 0xcbf29ce484222325;
        const ulong prime = 0x00000100000001b3;
        var hash = offsetBasis ^ (ulong)lowerCaseName.Length;
        while (lowerCaseName.Length >= sizeof(ulong))
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(lowerCaseName)) * prime;
            hash ^= hash >> 29; // a word's upper octets would else never reach the lower bits
            lowerCaseName = lowerCaseName[sizeof(ulong)..];
        }

        foreach (var octet in lowerCaseName)
        {
            hash = (hash ^ octet) * prime;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    /// <summary>Fills <paramref name="offsets"/> (128 is enough) with where each label starts, left to right, without the root; returns how many.</summary>
    public static int LabelOffsets(ReadOnlySpan<byte> name, Span<byte> offsets)
    {
        var count = 0;
        for (var at = 0; at < name.Length && name[at] != 0 && count < offsets.Length; at += name[at] + 1)
        {
            offsets[count++] = (byte)at;
        }

        return count;
    }

    private static ulong Lower(ulong eight)
    {
        // Of each octet's lower seven bits: the highest bit says "at least A", "beyond Z"; those in between that are ASCII get the bit of lower case.
        const ulong each = 0x0101010101010101;
        var seven = eight & (each * 0x7F);
        var isUpper = (seven + (each * (0x80 - 'A'))) & ~(seven + (each * (0x7F - 'Z'))) & ~eight & (each * 0x80);
        return eight | (isUpper >> 2);
    }

    /// <summary>ASCII only: DNS knows no other case (RFC 4343).</summary>
    internal static byte Lower(byte octet) => (uint)(octet - 'A') <= 'Z' - 'A' ? (byte)(octet | 0x20) : octet;
}
