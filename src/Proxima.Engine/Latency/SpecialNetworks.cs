namespace Proxima.Engine.Latency;

/// <summary>
/// Networks in which no client on the Internet can be: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and what
/// was added since, read in November 2026), multicast, and IPv6 space that is no global unicast (RFC 4291 section 2.4; only 2000::/3 was
/// ever given out). What those registries call globally reachable counts as ordinary.
/// </summary>
public static class SpecialNetworks
{
    private static readonly (Prefix Network, string Name)[] Registry =
    [
        Entry("0.0.0.0/8", "this network (RFC 791)"),
        Entry("10.0.0.0/8", "private use (RFC 1918)"),
        Entry("100.64.0.0/10", "shared address space (RFC 6598)"),
        Entry("127.0.0.0/8", "loopback (RFC 1122)"),
        Entry("169.254.0.0/16", "link local (RFC 3927)"),
        Entry("172.16.0.0/12", "private use (RFC 1918)"),
        Entry("192.0.0.0/24", "IETF protocol assignments (RFC 6890)"),
        Entry("192.0.2.0/24", "documentation (RFC 5737)"),
        Entry("192.88.99.0/24", "deprecated 6to4 relay anycast (RFC 7526)"),
        Entry("192.168.0.0/16", "private use (RFC 1918)"),
        Entry("198.18.0.0/15", "benchmarking (RFC 2544)"),
        Entry("198.51.100.0/24", "documentation (RFC 5737)"),
        Entry("203.0.113.0/24", "documentation (RFC 5737)"),
        Entry("224.0.0.0/4", "multicast (RFC 5771)"),
        Entry("240.0.0.0/4", "reserved (RFC 1112)"),
        Entry("::/3", "no global unicast (RFC 4291)"),
        Entry("2001::/32", "Teredo (RFC 4380)"),
        Entry("2001:2::/48", "benchmarking (RFC 5180)"),
        Entry("2001:10::/28", "deprecated ORCHID (RFC 4843)"),
        Entry("2001:db8::/32", "documentation (RFC 3849)"),
        Entry("2002::/16", "6to4 (RFC 3056)"),
        Entry("3fff::/20", "documentation (RFC 9637)"),
        Entry("4000::/2", "no global unicast (RFC 4291)"),
        Entry("8000::/2", "no global unicast (RFC 4291)"),
        Entry("c000::/3", "no global unicast (RFC 4291)"),
        Entry("e000::/4", "no global unicast (RFC 4291)"),
        Entry("f000::/5", "no global unicast (RFC 4291)"),
        Entry("f800::/6", "no global unicast (RFC 4291)"),
        Entry("fc00::/7", "unique local (RFC 4193)"),
        Entry("fe00::/9", "no global unicast (RFC 4291)"),
        Entry("fe80::/10", "link local (RFC 4291)"),
        Entry("fec0::/10", "deprecated site local (RFC 3879)"),
        Entry("ff00::/8", "multicast (RFC 4291)"),
    ];

    /// <summary>What the network is for, when all of it is special; null for an ordinary one.</summary>
    public static string? NameOf(in Prefix network)
    {
        foreach (var (special, name) in Registry)
        {
            if (special.Contains(network))
            {
                return name;
            }
        }

        return null;
    }

    private static (Prefix Network, string Name) Entry(string network, string name) => (Prefix.Parse(network), name);
}
