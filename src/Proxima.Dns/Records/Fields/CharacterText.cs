using System.Text;
using Proxima.Dns.Names;

namespace Proxima.Dns.Records.Fields;

/// <summary>Octets as text with \DDD and backslash escapes (RFC 1035 section 5.1): the form of every character-string.</summary>
internal static class CharacterText
{
    /// <summary>The longest character-string in octets (RFC 1035 section 3.3).</summary>
    public const int MaxLength = 255;

    public static string Quote(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length + 2).Append('"');
        foreach (var octet in octets)
        {
            if (octet is < (byte)' ' or > (byte)'~')
            {
                text.Append($"\\{octet:D3}");
                continue;
            }

            if (octet is (byte)'"' or (byte)'\\')
            {
                text.Append('\\');
            }

            text.Append((char)octet);
        }

        return text.Append('"').ToString();
    }

    /// <summary>Octets of a field, with or without quotes around it.</summary>
    public static bool TryParse(ReadOnlySpan<char> field, out Octets octets, out string problem)
    {
        octets = default;
        if (field.Length >= 2 && field[0] == '"' && field[^1] == '"')
        {
            field = field[1..^1];
        }

        var bytes = new byte[field.Length];
        var length = 0;
        for (var at = 0; at < field.Length;)
        {
            if (!NameParser.TryParseOctet(field, ref at, out bytes[length++], out problem))
            {
                return false;
            }
        }

        octets = new Octets(bytes.AsSpan(0, length));
        problem = "";
        return true;
    }
}
