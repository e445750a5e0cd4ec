namespace Proxima.Dns.Records.Fields;

/// <summary>Immutable octets that compare by what they hold, so that records do.</summary>
public readonly struct Octets : IEquatable<Octets>
{
    private readonly byte[]? bytes;

    /// <summary>Takes a copy.</summary>
    public Octets(ReadOnlySpan<byte> bytes) => this.bytes = bytes.ToArray();

    public ReadOnlySpan<byte> Span => this.bytes;

    public int Length => Span.Length;

    public static bool operator ==(Octets left, Octets right) => left.Equals(right);

    public static bool operator !=(Octets left, Octets right) => !left.Equals(right);

    public bool Equals(Octets other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is Octets other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Upper-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexString(Span);
}
