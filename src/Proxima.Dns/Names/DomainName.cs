namespace Proxima.Dns.Names;

/// <summary>A domain name (RFC 1034 section 3.1): immutable, uncompressed wire format inside, case kept as written, compared without case (RFC 4343).</summary>
public sealed class DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    /// <summary>The longest name in octets, the root's octet included (RFC 1035 section 3.1).</summary>
    public const int MaxWireLength = 255;

    /// <summary>The longest label in octets (RFC 1035 section 3.1).</summary>
    public const int MaxLabelLength = 63;

    /// <summary>The most labels a name of 255 octets can have: room for <see cref="WireName.LabelOffsets"/>.</summary>
    public const int MaxLabels = 127;

    private readonly byte[] wire;

    private DomainName(byte[] wire) => this.wire = wire;

    public static DomainName Root { get; } = new([0]);

    /// <summary>Wire format, uncompressed, with the final root octet.</summary>
    public ReadOnlySpan<byte> Wire => this.wire;

    /// <summary>Labels without the root: <c>www.example.org.</c> has 3.</summary>
    public int LabelCount
    {
        get
        {
            Span<byte> offsets = stackalloc byte[MaxLabels];
            return WireName.LabelOffsets(this.wire, offsets);
        }
    }

    public bool IsRoot => this.wire.Length == 1;

    /// <summary>True when the leftmost label is a lone asterisk (RFC 4592 section 2.1.1).</summary>
    public bool IsWildcard => this.wire is [1, (byte)'*', ..];

    /// <summary>The name without its leftmost label; the root is its own parent.</summary>
    public DomainName Parent => IsRoot ? this : new DomainName(this.wire[(this.wire[0] + 1)..]);

    public bool IsAtOrBelow(DomainName ancestor)
    {
        var start = this.wire.Length - ancestor.wire.Length;
        var at = 0;
        while (at < start)
        {
            at += this.wire[at] + 1;
        }

        return at == start && WireName.EqualsIgnoreCase(this.wire.AsSpan(start), ancestor.wire);
    }

    public DomainName ToLowerCase()
    {
        var lower = new byte[this.wire.Length];
        WireName.LowerCase(this.wire, lower);
        return lower.AsSpan().SequenceEqual(this.wire) ? this : new DomainName(lower);
    }

    /// <summary>Reads one uncompressed name that fills <paramref name="wire"/> wholly. <paramref name="name"/> is the root when there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> wire, out DomainName name)
    {
        var isName = wire.Length != 0 && WireName.Length(wire) == wire.Length;
        name = isName && wire.Length > 1 ? new DomainName(wire.ToArray()) : Root;
        return isName;
    }

    /// <summary>Parses presentation format with \. and \DDD escapes. A name without a final dot is relative to <paramref name="origin"/>; with no origin it is taken as absolute.</summary>
    /// <remarks>A lone <c>@</c> is the origin itself (RFC 1035 section 5.1).</remarks>
    public static bool TryParse(ReadOnlySpan<char> text, DomainName? origin, out DomainName name, out string problem)
    {
        name = Root;
        if (text is "@" && origin is not null)
        {
            name = origin;
            problem = "";
            return true;
        }

        Span<byte> octets = stackalloc byte[MaxWireLength];
        var parser = new NameParser(octets);
        if (!parser.TryParse(text, origin, out problem))
        {
            return false;
        }

        name = parser.Length == 1 ? Root : new DomainName(octets[..parser.Length].ToArray());
        return true;
    }

    /// <summary>Parses an absolute name (the final dot may be missing).</summary>
    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static DomainName Parse(string text)
        => TryParse(text, null, out var name, out var problem) ? name : throw new FormatException($"{text}: {problem}");

    /// <summary>Presentation format with the final dot.</summary>
    public override string ToString() => NameFormatter.Format(this.wire);

    public bool Equals(DomainName? other) => other is not null && WireName.EqualsIgnoreCase(this.wire, other.wire);

    public override bool Equals(object? obj) => Equals(obj as DomainName);

    public override int GetHashCode()
    {
        Span<byte> lower = stackalloc byte[MaxWireLength];
        return (int)WireName.Hash(lower[..WireName.LowerCase(this.wire, lower)]);
    }

    /// <summary>Canonical order (RFC 4034 section 6.1): label by label from the right, each as lower-case octets.</summary>
    public int CompareTo(DomainName? other)
    {
        if (other is null)
        {
            return 1;
        }

        Span<byte> ours = stackalloc byte[MaxLabels];
        Span<byte> theirs = stackalloc byte[MaxLabels];
        var our = WireName.LabelOffsets(this.wire, ours);
        var their = WireName.LabelOffsets(other.wire, theirs);
        while (our > 0 && their > 0)
        {
            var order = CompareLabels(this.wire.AsSpan(ours[--our]), other.wire.AsSpan(theirs[--their]));
            if (order != 0)
            {
                return order;
            }
        }

        return our.CompareTo(their);
    }

    /// <summary>Compares the labels at the heads of two names.</summary>
    private static int CompareLabels(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = Math.Min(left[0], right[0]);
        for (var i = 1; i <= common; i++)
        {
            var order = WireName.Lower(left[i]).CompareTo(WireName.Lower(right[i]));
            if (order != 0)
            {
                return order;
            }
        }

        return left[0].CompareTo(right[0]);
    }
}
