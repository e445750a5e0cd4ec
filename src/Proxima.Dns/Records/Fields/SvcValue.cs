using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Proxima.Dns.Records.Fields;

/// <summary>Values of service parameters by key: well formed on the wire, from text, to text (RFC 9460 sections 7 and 8, appendix A).</summary>
internal static class SvcValue
{
    private const ushort Mandatory = 0;
    private const ushort Alpn = 1;
    private const ushort NoDefaultAlpn = 2;
    private const ushort Port = 3;
    private const ushort IPv4Hint = 4;
    private const ushort Ech = 5;
    private const ushort IPv6Hint = 6;
    private const int IPv4Length = 4;
    private const int IPv6Length = 16;

    public static bool IsWellFormed(ushort key, ReadOnlySpan<byte> value) => key switch
    {
        Mandatory => value.Length > 0 && value.Length % 2 == 0 && IsAscending(value),
        Alpn => value.Length > 0 && TrySplitAlpn(value, out _),
        NoDefaultAlpn => value.IsEmpty,
        Port => value.Length == 2,
        IPv4Hint => value.Length > 0 && value.Length % IPv4Length == 0,
        IPv6Hint => value.Length > 0 && value.Length % IPv6Length == 0,
        Ech => value.Length > 0,
        _ => true,
    };

    /// <summary>Of a well-formed value; empty where the key alone says all.</summary>
    public static string Format(ushort key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case Mandatory:
                return string.Join(',', Chunks(value, 2).Select(chunk => SvcParam.NameOf(BinaryPrimitives.ReadUInt16BigEndian(chunk))));
            case Alpn:
                TrySplitAlpn(value, out var protocols);
                return CharacterText.Quote(Encoding.Latin1.GetBytes(string.Join(',', protocols.Select(EscapeListItem))));
            case Port:
                return BinaryPrimitives.ReadUInt16BigEndian(value).ToString();
            case IPv4Hint:
                return FormatAddresses(value, IPv4Length);
            case IPv6Hint:
                return FormatAddresses(value, IPv6Length);
            case Ech:
                return Convert.ToBase64String(value);
            default:
                return value.IsEmpty ? "" : CharacterText.Quote(value);
        }
    }

    /// <summary><paramref name="text"/> has its character-string escapes already taken off; a list's own are still in it (RFC 9460 appendix A.1).</summary>
    public static bool TryParse(ushort key, Octets text, out Octets value, out string problem)
    {
        var characters = Encoding.Latin1.GetString(text.Span);
        var (bytes, expected) = key switch
        {
            Mandatory => (ParseKeys(characters), "keys separated by commas, each once"),
            Alpn => (ParseAlpn(text.Span), "protocols of 1 to 255 octets separated by commas"),
            NoDefaultAlpn => (text.Length == 0 ? [] : null, "no value"),
            Port => (ParsePort(characters), "a number from 0 to 65535"),
            IPv4Hint => (ParseAddresses(characters, AddressField.TryParseIPv4), "IPv4 addresses separated by commas"),
            IPv6Hint => (ParseAddresses(characters, AddressField.TryParseIPv6), "IPv6 addresses separated by commas"),
            Ech => (ParseBase64(characters), "base64"),
            _ => (text.Span.ToArray(), ""),
        };
        value = new Octets(bytes);
        problem = bytes is null ? $"the value of {SvcParam.NameOf(key)} is {expected}" : "";
        return bytes is not null;
    }

    private delegate bool TryParseAddress(ReadOnlySpan<char> text, out IPAddress address);

    private static byte[]? ParseAddresses(string text, TryParseAddress tryParse)
    {
        var octets = new List<byte>();
        foreach (var item in text.Split(','))
        {
            if (!tryParse(item, out var address))
            {
                return null;
            }

            octets.AddRange(address.GetAddressBytes());
        }

        return [.. octets];
    }

    private static byte[]? ParseKeys(string text)
    {
        var keys = new SortedSet<ushort>();
        foreach (var item in text.Split(','))
        {
            if (!SvcParam.TryParseKey(item, out var key) || key == Mandatory || !keys.Add(key))
            {
                return null;
            }
        }

        return [.. keys.SelectMany(key => new[] { (byte)(key >> 8), (byte)key })];
    }

    private static byte[]? ParsePort(string text)
        => ushort.TryParse(text, NumberStyles.None, null, out var port) ? [(byte)(port >> 8), (byte)port] : null;

    private static byte[]? ParseBase64(string text)
    {
        var octets = new byte[text.Length];
        return text.Length != 0 && Convert.TryFromBase64String(text, octets, out var length) ? octets[..length] : null;
    }

    private static byte[]? ParseAlpn(ReadOnlySpan<byte> text)
    {
        var octets = new List<byte> { 0 };
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                var length = octets.Count - start - 1;
                if (length is 0 or > CharacterText.MaxLength)
                {
                    return null;
                }

                octets[start] = (byte)length;
                start = octets.Count;
                octets.Add(0);
                continue;
            }

            i += text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
            octets.Add(text[i]);
        }

        return [.. octets[..^1]];
    }

    private static bool TrySplitAlpn(ReadOnlySpan<byte> value, out List<string> protocols)
    {
        protocols = [];
        while (!value.IsEmpty)
        {
            int length = value[0];
            if (length == 0 || length >= value.Length)
            {
                return false;
            }

            protocols.Add(Encoding.Latin1.GetString(value.Slice(1, length)));
            value = value[(length + 1)..];
        }

        return true;
    }

    private static string EscapeListItem(string item) => item.Replace("\\", "\\\\").Replace(",", "\\,");

    private static string FormatAddresses(ReadOnlySpan<byte> value, int length)
        => string.Join(',', Chunks(value, length).Select(chunk => AddressField.Format(new IPAddress(chunk))));

    private static byte[][] Chunks(ReadOnlySpan<byte> value, int length) => [.. value.ToArray().Chunk(length)];

    private static bool IsAscending(ReadOnlySpan<byte> keys)
    {
        for (var i = 2; i < keys.Length; i += 2)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(keys[i..]) <= BinaryPrimitives.ReadUInt16BigEndian(keys[(i - 2)..]))
            {
                return false;
            }
        }

        return true;
    }
}
