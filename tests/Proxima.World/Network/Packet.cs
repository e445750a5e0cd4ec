namespace Proxima.World;

/// <summary>A packet on its way. The buffer is reused for the next one.</summary>
internal sealed class Packet
{
    /// <summary>wan0 has the usual MTU of 1500.</summary>
    public const int MaxLength = 1500;

    public byte[] Buffer { get; } = new byte[MaxLength];

    public int Length { get; set; }

    public int To { get; set; }

    public Span<byte> Bytes => Buffer.AsSpan(0, Length);
}
