using System.Text;
using Proxima.Dns.Names;

namespace Proxima.Engine.PowerDns;

/// <summary>Names as PowerDNS writes them: presentation format in the client's own case, mostly without the final dot, the root as <c>.</c></summary>
internal static class BackendName
{
    /// <summary>Longest text of a name: every octet of 255 as \DDD.</summary>
    public const int MaxTextLength = 4 * DomainName.MaxWireLength;

    /// <summary>Wire format into <paramref name="wire"/>, of <see cref="DomainName.MaxWireLength"/> octets; the length, or 0 when the text is no name.</summary>
    public static int Read(ReadOnlySpan<byte> text, Span<byte> wire)
    {
        if (text.Length > MaxTextLength || text.Contains((byte)'\\'))
        {
            return ReadEscaped(text, wire);
        }

        text = text.EndsWith("."u8) ? text[..^1] : text;
        var length = 0;
        while (!text.IsEmpty)
        {
            var dot = text.IndexOf((byte)'.');
            var label = dot < 0 ? text : text[..dot];
            if (label.Length is 0 or > DomainName.MaxLabelLength || length + label.Length + 2 > DomainName.MaxWireLength || dot == text.Length - 1)
            {
                return 0;
            }

            wire[length] = (byte)label.Length;
            label.CopyTo(wire[(length + 1)..]);
            length += label.Length + 1;
            text = dot < 0 ? default : text[(dot + 1)..];
        }

        wire[length] = 0;
        return length + 1;
    }

    private static int ReadEscaped(ReadOnlySpan<byte> text, Span<byte> wire)
    {
        if (text.Length > MaxTextLength)
        {
            return 0;
        }

        Span<char> characters = stackalloc char[MaxTextLength];
        characters = characters[..Encoding.Latin1.GetChars(text, characters)];
        if (!DomainName.TryParse(characters, null, out var name, out _))
        {
            return 0;
        }

        name.Wire.CopyTo(wire);
        return name.Wire.Length;
    }
}
