using System.Buffers.Binary;

namespace Proxima.Engine.Protection;

/// <summary>The COOKIE option of one response: the client's 8 octets and our 16. The default is none.</summary>
internal readonly struct CookieReply
{
    public const int Length = 24;

    private readonly ulong client;
    private readonly ulong head;
    private readonly ulong hash;

    /// <param name="octets">All of the option.</param>
    /// <param name="isProven">The client sent a cookie that we made for its address.</param>
    public CookieReply(ReadOnlySpan<byte> octets, bool isProven)
    {
        client = BinaryPrimitives.ReadUInt64LittleEndian(octets);
        head = BinaryPrimitives.ReadUInt64LittleEndian(octets[8..]);
        hash = BinaryPrimitives.ReadUInt64LittleEndian(octets[16..]);
        IsProven = isProven;
        IsPresent = true;
    }

    public bool IsPresent { get; }

    public bool IsProven { get; }

    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(octets, client);
        BinaryPrimitives.WriteUInt64LittleEndian(octets[8..], head);
        BinaryPrimitives.WriteUInt64LittleEndian(octets[16..], hash);
    }
}
