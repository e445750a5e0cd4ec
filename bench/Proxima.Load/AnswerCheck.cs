using System.Buffers.Binary;

namespace Proxima.Load;

/// <summary>What came of one query.</summary>
internal enum Verdict
{
    /// <summary>The first address is the expected one.</summary>
    Right,

    /// <summary>Another address.</summary>
    Wrong,

    /// <summary>No answer at all: another rcode, another question, no address record, or not to be read.</summary>
    Bad,
}

/// <summary>Reads a response by hand, not by the server's own code.</summary>
internal static class AnswerCheck
{
    private const int HeaderLength = 12;

    public static ushort IdOf(ReadOnlySpan<byte> response) => BinaryPrimitives.ReadUInt16BigEndian(response);

    public static Verdict Of(ReadOnlySpan<byte> response, ReadOnlySpan<byte> question, uint expected)
    {
        var at = HeaderLength + question.Length;
        if (response.Length < at
            || (response[2] & 0x80) == 0
            || (response[3] & 0x0F) != 0
            || BinaryPrimitives.ReadUInt16BigEndian(response[6..]) == 0
            || !response.Slice(HeaderLength, question.Length).SequenceEqual(question))
        {
            return Verdict.Bad;
        }

        while (at < response.Length && response[at] is > 0 and < 0xC0)
        {
            at += 1 + response[at];
        }

        at += at < response.Length && response[at] >= 0xC0 ? 2 : 1;
        if (response.Length < at + 14 || BinaryPrimitives.ReadUInt16BigEndian(response[at..]) != 1 || BinaryPrimitives.ReadUInt16BigEndian(response[(at + 8)..]) != 4)
        {
            return Verdict.Bad;
        }

        return expected == 0 || BinaryPrimitives.ReadUInt32BigEndian(response[(at + 10)..]) == expected ? Verdict.Right : Verdict.Wrong;
    }
}
