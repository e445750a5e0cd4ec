namespace Proxima.Dns.Edns;

/// <summary>The EDNS client subnet option (RFC 7871 section 6). Address bits beyond the source prefix length are zero.</summary>
public struct ClientSubnet
{
    /// <summary>Address family number: 1 = IPv4, 2 = IPv6.</summary>
    public ushort Family;
    public byte SourcePrefixLength;
    public byte ScopePrefixLength;

    /// <summary>The address's bits from the left: an IPv4 address stands in the upper 32 bits of <see cref="High"/>.</summary>
    public ulong High;
    public ulong Low;
}
