namespace Proxima.Dns.Names;

/// <summary>A domain name (RFC 1034 section 3.1): immutable, uncompressed wire format inside, case kept as written, compared without case (RFC 4343).</summary>
public sealed class DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    /// <summary>The longest name in octets, the root's octet included (RFC 1035 section 3.1).</summary>
    public const int MaxWireLength = 255;

    /// <summary>The longest label in octets (RFC 1035 section 3.1).</summary>
    public const int MaxLabelLength = 63;

    public static DomainName Root { get; } = null!;

    /// <summary>Wire format, uncompressed, with the final root octet.</summary>
    public ReadOnlySpan<byte> Wire => throw new NotImplementedException();

    /// <summary>Labels without the root: <c>www.example.org.</c> has 3.</summary>
    public int LabelCount => throw new NotImplementedException();

    public bool IsRoot => LabelCount == 0;

    /// <summary>True when the leftmost label is a lone asterisk (RFC 4592 section 2.1.1).</summary>
    public bool IsWildcard => throw new NotImplementedException();

    /// <summary>The name without its leftmost label; the root is its own parent.</summary>
    public DomainName Parent => throw new NotImplementedException();

    public bool IsAtOrBelow(DomainName ancestor) => throw new NotImplementedException();

    public DomainName ToLowerCase() => throw new NotImplementedException();

    /// <summary>Reads one uncompressed name that fills <paramref name="wire"/> wholly.</summary>
    public static bool TryRead(ReadOnlySpan<byte> wire, out DomainName name) => throw new NotImplementedException();

    /// <summary>Parses presentation format with \. and \DDD escapes. A name without a final dot is relative to <paramref name="origin"/>; with no origin it is taken as absolute.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, DomainName? origin, out DomainName name, out string problem) => throw new NotImplementedException();

    /// <summary>Parses an absolute name (the final dot may be missing).</summary>
    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static DomainName Parse(string text) => throw new NotImplementedException();

    /// <summary>Presentation format with the final dot.</summary>
    public override string ToString() => throw new NotImplementedException();

    public bool Equals(DomainName? other) => throw new NotImplementedException();

    public override bool Equals(object? obj) => Equals(obj as DomainName);

    public override int GetHashCode() => throw new NotImplementedException();

    /// <summary>Canonical order (RFC 4034 section 6.1).</summary>
    public int CompareTo(DomainName? other) => throw new NotImplementedException();
}
