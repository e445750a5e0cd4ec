using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

public sealed class SpecialNetworksTests
{
    // From iana.org: iana-ipv4-special-registry, iana-ipv6-special-registry, ipv6-address-space.
    [Theory]
    [InlineData("10.2.3.0/24", "RFC 1918")]
    [InlineData("172.31.255.0/24", "RFC 1918")]
    [InlineData("192.168.0.0/16", "RFC 1918")]
    [InlineData("100.127.1.0/24", "RFC 6598")]
    [InlineData("127.0.0.0/24", "RFC 1122")]
    [InlineData("169.254.7.0/24", "RFC 3927")]
    [InlineData("198.51.100.0/24", "RFC 5737")]
    [InlineData("198.19.0.0/24", "RFC 2544")]
    [InlineData("239.1.2.0/24", "RFC 5771")]
    [InlineData("255.255.255.0/24", "RFC 1112")]
    [InlineData("2001:db8:7::/48", "RFC 3849")]
    [InlineData("3fff:1::/48", "RFC 9637")]
    [InlineData("2002:c000:204::/48", "RFC 3056")]
    [InlineData("fd00:1::/48", "RFC 4193")]
    [InlineData("fe80::/64", "RFC 4291")]
    [InlineData("5f00::/48", "RFC 4291")]
    [InlineData("64:ff9b:1::/48", "RFC 4291")]
    public void A_special_purpose_network_is_known_by_its_rfc(string network, string rfc) => Assert.Contains(rfc, SpecialNetworks.NameOf(Prefix.Parse(network)));

    [Theory]
    [InlineData("8.8.8.0/24")]
    [InlineData("11.0.0.0/24")]
    [InlineData("172.32.0.0/24")]
    [InlineData("100.128.0.0/24")]
    [InlineData("192.0.0.0/16")]
    [InlineData("223.255.255.0/24")]
    [InlineData("2001:200::/32")]
    [InlineData("2620:fe::/48")]
    [InlineData("2a00:1450::/32")]
    [InlineData("3ffe::/48")]
    public void An_ordinary_network_is_not_special(string network) => Assert.Null(SpecialNetworks.NameOf(Prefix.Parse(network)));

    [Fact]
    public void Of_ipv6_only_2000_slash_3_can_be_ordinary()
    {
        for (var high = 0; high <= 0xFFFF; high++)
        {
            var isGlobalUnicast = high >> 13 == 1;
            if (!isGlobalUnicast)
            {
                Assert.NotNull(SpecialNetworks.NameOf(Prefix.FromBits(true, (ulong)high << 48, 0, 48)));
            }
        }
    }
}
