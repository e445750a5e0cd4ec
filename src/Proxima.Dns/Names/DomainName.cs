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

    private readonly byte[] _wire;

    private DomainName(byte[] wire) => _wire = wire;

    public static DomainName Root { get; } = new([0]);

    /// <summary>Wire format, uncompressed, with the final root octet.</summary>
    public ReadOnlySpan<byte> Wire => _wire;

    /// <summary>Labels without the root: <c>www.example.org.</c> has 3.</summary>
    public int LabelCount
    {
        get
        {
            Span<byte> offsets = stackalloc byte[MaxLabels];
            return WireName.LabelOffsets(_wire, offsets);
        }
    }

    public bool IsRoot => _wire.Length == 1;

    /// <summary>True when the leftmost label is a lone asterisk (RFC 4592 section 2.1.1).</summary>
    public bool IsWildcard => _wire is [1, (byte)'*', ..];

    /// <summary>The name without its leftmost label; the root is its own parent.</summary>
    public DomainName Parent => IsRoot ? this : new DomainName(_wire[(_wire[0] + 1)..]);

    public bool IsAtOrBelow(DomainName ancestor)
    {
        var start = _wire.Length - ancestor._wire.Length;
        var at = 0;
        while (at < start)
        {
            at += _wire[at] + 1;
        }

        return at == start && WireName.EqualsIgnoreCase(_wire.AsSpan(start), ancestor._wire);
    }

    public DomainName ToLowerCase()
    {
        var lower = new byte[_wire.Length];
        WireName.LowerCase(_wire, lower);
        return lower.AsSpan().SequenceEqual(_wire) ? this : new DomainName(lower);
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

        Span<byte> wire = stackalloc byte[MaxWireLength];
        var parser = new NameParser(wire);
        if (!parser.TryParse(text, origin, out problem))
        {
            return false;
        }

        name = parser.Length == 1 ? Root : new DomainName(wire[..parser.Length].ToArray());
        return true;
    }

    /// <summary>Parses an absolute name (the final dot may be missing).</summary>
    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static DomainName Parse(string text)
        => TryParse(text, null, out var name, out var problem) ? name : throw new FormatException($"{text}: {problem}");

    /// <summary>Presentation format with the final dot.</summary>
    public override string ToString() => NameFormatter.Format(_wire);

    public bool Equals(DomainName? other) => other is not null && WireName.EqualsIgnoreCase(_wire, other._wire);

    public override bool Equals(object? obj) => Equals(obj as DomainName);

    public override int GetHashCode()
    {
        Span<byte> lower = stackalloc byte[MaxWireLength];
        return (int)WireName.Hash(lower[..WireName.LowerCase(_wire, lower)]);
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
        var our = WireName.LabelOffsets(_wire, ours);
        var their = WireName.LabelOffsets(other._wire, theirs);
        while (our > 0 && their > 0)
        {
            var order = CompareLabels(_wire.AsSpan(ours[--our]), other._wire.AsSpan(theirs[--their]));
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
