using System.Text;
using Proxima.Dns.Records;

namespace Proxima.Engine.PowerDns;

/// <summary>Types of questions as PowerDNS writes them: the mnemonic, TYPEnnn, or ANY.</summary>
internal static class BackendType
{
    private const int MaxTextLength = 32;

    public static bool TryRead(ReadOnlySpan<byte> text, out RecordType type)
    {
        // Nearly every question.
        if (text.SequenceEqual("ANY"u8))
        {
            type = RecordType.ANY;
            return true;
        }

        type = RecordType.None;
        if (text.Length > MaxTextLength)
        {
            return false;
        }

        Span<char> characters = stackalloc char[MaxTextLength];
        return RecordCatalog.TryParseType(characters[..Encoding.Latin1.GetChars(text, characters)], out type);
    }
}
