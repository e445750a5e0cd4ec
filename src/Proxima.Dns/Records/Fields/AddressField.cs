using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Proxima.Dns.Messages;

namespace Proxima.Dns.Records.Fields;

/// <summary>IP addresses as fields: strict in, one canonical form out.</summary>
internal static class AddressField
{
    private const int IPv4Length = 4;
    private const int IPv6Length = 16;
    private const int IPv6Words = IPv6Length / 2;

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static IPAddress ReadIPv4(ref WireReader reader)
    {
        var octets = reader.Take(IPv4Length);
        return octets.IsEmpty ? IPAddress.Any : new IPAddress(octets);
    }

    public static IPAddress ReadIPv6(ref WireReader reader)
    {
        var octets = reader.Take(IPv6Length);
        return octets.IsEmpty ? IPAddress.IPv6Any : new IPAddress(octets);
    }

    public static void Write(WireWriter writer, IPAddress address) => writer.Octets(address.GetAddressBytes());

    public static IPAddress ParseIPv4(ref FieldReader fields)
    {
        var field = fields.Raw("address");
        if (TryParseIPv4(field, out var address))
        {
            return address;
        }

        fields.Fail($"'{field}' is no IPv4 address such as 192.0.2.1");
        return address;
    }

    public static IPAddress ParseIPv6(ref FieldReader fields)
    {
        var field = fields.Raw("address");
        if (TryParseIPv6(field, out var address))
        {
            return address;
        }

        fields.Fail($"'{field}' is no IPv6 address such as 2001:db8::1");
        return address;
    }

    /// <summary>Four decimal numbers without leading zeros: the short, octal and hexadecimal forms the platform also takes would hide typing errors.</summary>
    public static bool TryParseIPv4(ReadOnlySpan<char> text, out IPAddress address)
    {
        var isAddress = IPAddress.TryParse(text, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetwork
            && text.SequenceEqual(parsed.ToString());
        address = isAddress ? parsed! : IPAddress.Any;
        return isAddress;
    }

    /// <summary>RFC 4291 section 2.2; no zone, no brackets, no prefix length.</summary>
    public static bool TryParseIPv6(ReadOnlySpan<char> text, out IPAddress address)
    {
        var isAddress = !text.ContainsAnyExcept(IPv6Characters) && IPAddress.TryParse(text, out var parsed)
            && parsed.AddressFamily == AddressFamily.InterNetworkV6;
        address = isAddress ? IPAddress.Parse(text) : IPAddress.IPv6Any;
        return isAddress;
    }

    /// <summary>RFC 5952 as DNS tools print it. The platform's form differs for addresses that only look like ISATAP.</summary>
    public static string Format(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString();
        }

        Span<byte> octets = stackalloc byte[IPv6Length];
        address.TryWriteBytes(octets, out _);
        var (runStart, runLength) = LongestRunOfZeros(octets);
        var holdsIPv4 = runStart == 0
            && (runLength == 6 || (runLength == 5 && Word(octets, 5) == 0xFFFF) || (runLength == 7 && Word(octets, 7) != 1));
        var words = holdsIPv4 ? IPv6Words - 2 : IPv6Words;
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < words; i++)
        {
            if (i == runStart)
            {
                text.Append(i == 0 ? "::" : ":");
                i = Math.Min(runStart + runLength, words) - 1;
                continue;
            }

            text.Append($"{Word(octets, i):x}").Append(i < IPv6Words - 1 ? ":" : "");
        }

        return holdsIPv4 ? text.Append(new IPAddress(octets[^IPv4Length..])).ToString() : text.ToString();
    }

    private static int Word(ReadOnlySpan<byte> octets, int index) => (octets[index * 2] << 8) | octets[(index * 2) + 1];

    /// <summary>The first longest run of at least two zero words; start -1 if there is none.</summary>
    private static (int Start, int Length) LongestRunOfZeros(ReadOnlySpan<byte> octets)
    {
        var best = (Start: -1, Length: 1);
        for (var start = 0; start < IPv6Words; start++)
        {
            var end = start;
            while (end < IPv6Words && Word(octets, end) == 0)
            {
                end++;
            }

            if (end - start > best.Length)
            {
                best = (start, end - start);
            }
        }

        return best;
    }
}
