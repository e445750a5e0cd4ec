namespace Proxima.Dns.Names;

/// <summary>What the query path does with an uncompressed wire-format name in a span. Nothing here allocates or throws.</summary>
public static class WireName
{
    /// <summary>Octets of the uncompressed name at the head of <paramref name="wire"/>, the root octet included; 0 if it is none (too long, cut off, or a compression pointer).</summary>
    public static int Length(ReadOnlySpan<byte> wire) => throw new NotImplementedException();

    /// <summary>Copies <paramref name="name"/> in lower case (ASCII only, RFC 4343) and returns its length.</summary>
    public static int LowerCase(ReadOnlySpan<byte> name, Span<byte> destination) => throw new NotImplementedException();

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => throw new NotImplementedException();

    /// <summary>A stable 64-bit hash of a name already in lower case: the same in every process, since snapshots carry it.</summary>
    public static ulong Hash(ReadOnlySpan<byte> lowerCaseName) => throw new NotImplementedException();

    /// <summary>Fills <paramref name="offsets"/> (128 is enough) with where each label starts, left to right, without the root; returns how many.</summary>
    public static int LabelOffsets(ReadOnlySpan<byte> name, Span<byte> offsets) => throw new NotImplementedException();
}
