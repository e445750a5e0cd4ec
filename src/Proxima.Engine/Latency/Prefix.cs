using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proxima.Engine.Latency;

/// <summary>
/// An IPv4 or IPv6 network: bits from the left, an IPv4 address in the upper 32 bits of <see cref="High"/>, so that one code serves both
/// families. Bits beyond <see cref="Length"/> are zero. IPv4-mapped IPv6 addresses are taken as IPv4 (RFC 4291 section 2.5.5.2).
/// </summary>
public readonly record struct Prefix
{
    /// <summary>No text that is a prefix is longer: an IPv6 address with the name of an interface.</summary>
    private const int MaxTextLength = 128;

    private Prefix(bool isIPv6, ulong high, ulong low, byte length)
    {
        IsIPv6 = isIPv6;
        Length = length;
        High = length >= 64 ? high : high & ~(ulong.MaxValue >> length);
        Low = length >= 128 ? low : length <= 64 ? 0 : low & ~(ulong.MaxValue >> (length - 64));
    }

    public bool IsIPv6 { get; }

    public ulong High { get; }

    public ulong Low { get; }

    /// <summary>Prefix length in bits: 0 to 32, or 0 to 128 for IPv6.</summary>
    public byte Length { get; }

    public int MaxLength => IsIPv6 ? 128 : 32;

    public static Prefix FromBits(bool isIPv6, ulong high, ulong low, int length) =>
        new(isIPv6, high, low, (byte)Math.Clamp(length, 0, isIPv6 ? 128 : 32));

    /// <summary>From 4 or 16 address octets in network order.</summary>
    public static Prefix FromOctets(ReadOnlySpan<byte> octets, int length) => octets.Length == 4
        ? FromBits(false, (ulong)BinaryPrimitives.ReadUInt32BigEndian(octets) << 32, 0, length)
        : FromBits(true, BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]), length);

    public static Prefix FromAddress(IPAddress address, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(octets, out var written);
        return FromOctets(octets[..written], length ?? written * 8);
    }

    /// <summary>Parses <c>192.0.2.0/24</c>, <c>2001:db8::/48</c>, or a lone address (its full length). Bits beyond the length are cleared.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Prefix prefix)
    {
        Span<byte> utf8 = stackalloc byte[MaxTextLength];
        prefix = default;
        return text.Length <= MaxTextLength && Encoding.UTF8.TryGetBytes(text, utf8, out var length) && TryParse(utf8[..length], out prefix);
    }

    /// <summary>The same from UTF-8. Allocates nothing where it is an IPv4 network in its usual form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Prefix prefix)
    {
        prefix = default;
        var slash = utf8.IndexOf((byte)'/');
        var addressText = slash < 0 ? utf8 : utf8[..slash];
        IPAddress? other = null;
        if (!TryParseQuad(addressText, out var quad) && !IPAddress.TryParse(addressText, out other))
        {
            return false;
        }

        var most = other is null || other.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = most;
        if (slash >= 0 && (!int.TryParse(utf8[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > most))
        {
            return false;
        }

        prefix = other is null ? FromBits(false, (ulong)quad << 32, 0, length) : FromAddress(other, other.IsIPv4MappedToIPv6 ? Math.Max(0, length - 96) : length);
        return true;
    }

    /// <exception cref="FormatException">The text is no prefix.</exception>
    public static Prefix Parse(string text) => TryParse(text, out var prefix) ? prefix : throw new FormatException($"'{text}' is no address or prefix");

    /// <summary>The network of at most <paramref name="length"/> bits that this one lies in.</summary>
    public Prefix Truncate(int length) => length >= Length ? this : new Prefix(IsIPv6, High, Low, (byte)Math.Max(0, length));

    public bool Contains(in Prefix other) =>
        other.IsIPv6 == IsIPv6 && other.Length >= Length && other.Truncate(Length) == this;

    public IPAddress ToAddress()
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Low);
        return new IPAddress(IsIPv6 ? octets : octets[..4]);
    }

    // Four decimal numbers. An address can be written in more ways (hexadecimal, octal, fewer parts): those are for IPAddress.
    private static bool TryParseQuad(ReadOnlySpan<byte> text, out uint quad)
    {
        quad = 0;
        var (dots, digits, number) = (0, 0, 0u);
        foreach (var sign in text)
        {
            if (sign == '.' && digits > 0 && ++dots < 4)
            {
                (quad, digits, number) = ((quad << 8) | number, 0, 0);
            }
            else if ((uint)(sign - '0') > 9 || (digits > 0 && number == 0) || (number = (number * 10) + (uint)(sign - '0')) > 255)
            {
                return false;
            }
            else
            {
                digits++;
            }
        }

        quad = (quad << 8) | number;
        return dots == 3 && digits > 0;
    }

    public override string ToString() => $"{ToAddress()}/{Length}";
}
