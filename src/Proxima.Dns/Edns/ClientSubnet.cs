using System.Buffers.Binary;
using System.Net;

namespace Proxima.Dns.Edns;

/// <summary>The EDNS client subnet option (RFC 7871 section 6). Address bits beyond the source prefix length are zero.</summary>
public struct ClientSubnet
{
    public const ushort IPv4 = 1;
    public const ushort IPv6 = 2;

    /// <summary>Family, source and scope prefix length, and at most 16 octets of address.</summary>
    public const int MaxWireLength = FixedLength + 16;

    private const int FixedLength = 4;

    /// <summary>Address family number: 1 = IPv4, 2 = IPv6; 0 without a bit of address, as some clients write that they do not want to be located (RFC 7871 section 7.1.2).</summary>
    public ushort Family;
    public byte SourcePrefixLength;
    public byte ScopePrefixLength;

    /// <summary>The address's bits from the left: an IPv4 address stands in the upper 32 bits of <see cref="High"/>.</summary>
    public ulong High;
    public ulong Low;

    /// <summary>Octets of the option's value: the address is cut to the octets the source prefix length needs (RFC 7871 section 6).</summary>
    public readonly int WireLength => FixedLength + ((SourcePrefixLength + 7) / 8);

    /// <summary>Reads the option's value; false where RFC 7871 section 7.1.2 wants FORMERR. The scope is left to the caller: 0 in a query.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out ClientSubnet subnet)
    {
        subnet = default;
        if (value.Length < FixedLength)
        {
            return false;
        }

        subnet.Family = BinaryPrimitives.ReadUInt16BigEndian(value);
        subnet.SourcePrefixLength = value[2];
        subnet.ScopePrefixLength = value[3];
        var maxLength = MaxPrefixLength(subnet.Family);
        if (maxLength < 0 || subnet.SourcePrefixLength > maxLength || subnet.ScopePrefixLength > maxLength || value.Length != subnet.WireLength)
        {
            return false;
        }

        Span<byte> address = stackalloc byte[16];
        value[FixedLength..].CopyTo(address);
        subnet.High = BinaryPrimitives.ReadUInt64BigEndian(address);
        subnet.Low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        return HasNoBitBeyond(subnet.High, subnet.Low, subnet.SourcePrefixLength);
    }

    /// <summary>Writes the value with the given scope and returns its length; <paramref name="destination"/> holds at least <see cref="WireLength"/> octets.</summary>
    public readonly int Write(Span<byte> destination, byte scopePrefixLength)
    {
        Span<byte> address = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(address, High);
        BinaryPrimitives.WriteUInt64BigEndian(address[8..], Low);
        BinaryPrimitives.WriteUInt16BigEndian(destination, Family);
        destination[2] = SourcePrefixLength;
        destination[3] = scopePrefixLength;
        address[..(WireLength - FixedLength)].CopyTo(destination[FixedLength..]);
        return WireLength;
    }

    /// <summary><c>address/source/scope</c>, as dig prints it.</summary>
    public override readonly string ToString()
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Low);
        return $"{new IPAddress(Family == IPv6 ? octets : octets[..4])}/{SourcePrefixLength}/{ScopePrefixLength}";
    }

    private static int MaxPrefixLength(ushort family) => family switch
    {
        IPv4 => 32,
        IPv6 => 128,
        0 => 0,
        _ => -1,
    };

    private static bool HasNoBitBeyond(ulong high, ulong low, int length) => length switch
    {
        0 => (high | low) == 0,
        < 64 => (high << length) == 0 && low == 0,
        64 => low == 0,
        < 128 => (low << (length - 64)) == 0,
        _ => true,
    };
}
