using System.Text;

namespace Proxima.Dns.Names;

/// <summary>Wire-format names to presentation format (RFC 1035 section 5.1), absolute.</summary>
internal static class NameFormatter
{
    public static string Format(ReadOnlySpan<byte> wire)
    {
        if (wire.Length <= 1)
        {
            return ".";
        }

        var text = new StringBuilder(wire.Length);
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            foreach (var octet in wire.Slice(at + 1, wire[at]))
            {
                Append(text, octet);
            }

            text.Append('.');
        }

        return text.ToString();
    }

    /// <summary>Characters that mean something to a master file's reader take a backslash; octets that are no visible ASCII become \DDD.</summary>
    private static void Append(StringBuilder text, byte octet)
    {
        if (octet is <= (byte)' ' or > (byte)'~')
        {
            text.Append('\\').Append((char)('0' + (octet / 100))).Append((char)('0' + (octet / 10 % 10))).Append((char)('0' + (octet % 10)));
            return;
        }

        if (octet is (byte)'"' or (byte)'(' or (byte)')' or (byte)'.' or (byte)';' or (byte)'\\' or (byte)'@' or (byte)'$')
        {
            text.Append('\\');
        }

        text.Append((char)octet);
    }
}
