using Proxima.Dns.Edns;

namespace Proxima.Tests.Dns.Edns;

public sealed class EdnsOptionTests
{
    [Theory]
    [InlineData(OptionCode.Nsid, "")]
    [InlineData(OptionCode.Nsid, "7078")]
    [InlineData(OptionCode.ClientSubnet, "0001 18 14 C63364")]
    [InlineData(OptionCode.ClientSubnet, "0001 00 00")]
    [InlineData(OptionCode.ClientSubnet, "0002 30 00 20010DB80001")]
    [InlineData(OptionCode.ClientSubnet, "0002 80 80 20010DB8000000000000000000000001")]
    [InlineData(OptionCode.Cookie, "0102030405060708")]
    [InlineData(OptionCode.Cookie, "0102030405060708 1112131415161718")]
    [InlineData(OptionCode.TcpKeepalive, "")]
    [InlineData(OptionCode.TcpKeepalive, "012C")]
    [InlineData(OptionCode.Padding, "00000000")]
    [InlineData(OptionCode.ExtendedError, "0003")]
    [InlineData(OptionCode.ExtendedError, "0003 7374616C65")]
    [InlineData((OptionCode)65001, "ABCD")]
    public void A_well_formed_option_comes_back_octet_for_octet(OptionCode code, string hexadecimal)
    {
        var value = Octets(hexadecimal);
        Assert.True(OptionCatalog.TryRead(code, value, out var option));
        Assert.Equal(code, option.Code);
        Assert.Equal(value, option.ToWire());
        Assert.True(OptionCatalog.TryRead(code, value, out var again));
        Assert.Equal(option, again);
    }

    [Theory]
    [InlineData(OptionCode.Cookie, "")]
    [InlineData(OptionCode.Cookie, "01020304050607")]
    [InlineData(OptionCode.Cookie, "0102030405060708 11")]
    [InlineData(OptionCode.TcpKeepalive, "01")]
    [InlineData(OptionCode.TcpKeepalive, "010203")]
    [InlineData(OptionCode.ExtendedError, "00")]
    [InlineData(OptionCode.ClientSubnet, "")]
    [InlineData(OptionCode.ClientSubnet, "0001 18")]
    [InlineData(OptionCode.ClientSubnet, "0003 00 00")]
    [InlineData(OptionCode.ClientSubnet, "0001 21 00 C633640100")]
    [InlineData(OptionCode.ClientSubnet, "0001 18 21 C63364")]
    [InlineData(OptionCode.ClientSubnet, "0002 81 00 20010DB800000000000000000000000100")]
    [InlineData(OptionCode.ClientSubnet, "0001 19 00 C6336440")]
    [InlineData(OptionCode.ClientSubnet, "0002 41 00 20010DB80000000040")]
    [InlineData(OptionCode.ClientSubnet, "0001 18 00 C6336400")]
    [InlineData(OptionCode.ClientSubnet, "0001 00 00 00")]
    public void A_malformed_option_is_refused(OptionCode code, string hexadecimal)
        => Assert.False(OptionCatalog.TryRead(code, Octets(hexadecimal), out _));

    [Theory]
    [InlineData("0000 00 00", true)]
    [InlineData("0000 08 00 0A", false)]
    [InlineData("0000 00 00 00", false)]
    [InlineData("0000 00 01", false)]
    public void A_subnet_of_no_family_has_no_bits(string hexadecimal, bool isTaken) =>
        Assert.Equal(isTaken, ClientSubnet.TryRead(Octets(hexadecimal), out _));

    [Fact]
    public void An_IPv4_subnet_stands_in_the_upper_32_bits()
    {
        Assert.True(ClientSubnet.TryRead(Octets("0001 18 14 C63364"), out var subnet));
        Assert.Equal(ClientSubnet.IPv4, subnet.Family);
        Assert.Equal(24, subnet.SourcePrefixLength);
        Assert.Equal(20, subnet.ScopePrefixLength);
        Assert.Equal(0xC633_6400_0000_0000UL, subnet.High);
        Assert.Equal(0UL, subnet.Low);
    }

    private static byte[] Octets(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", ""));
}
