using Proxima.Dns.Names;
using Proxima.Dns.Records;

namespace Proxima.Tests.Dns.Records;

public sealed class RecordTextTests
{
    private static readonly DomainName Origin = DomainName.Parse("example.org");

    /// <summary>Type, text a person writes (relative to example.org), and what every tool prints for it.</summary>
    public static TheoryData<string, string, string> Examples => new()
    {
        { "A", "192.0.2.1", "192.0.2.1" },
        { "AAAA", "2001:DB8:0:0::1", "2001:db8::1" },
        { "AAAA", "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
        { "AAAA", "2001:db8:0:1:1:0:0:1", "2001:db8:0:1:1::1" },
        { "AAAA", "2001:db8::5efe:102:304", "2001:db8::5efe:102:304" },
        { "AAAA", "1:0:0:2:0:0:0:0", "1:0:0:2::" },
        { "AAAA", "::", "::" },
        { "NS", "ns1", "ns1.example.org." },
        { "NS", "@", "example.org." },
        { "CNAME", "www.example.net.", "www.example.net." },
        { "PTR", ".", "." },
        { "DNAME", "other.example.", "other.example." },
        { "SOA", "ns1 hostmaster 2026112301 1h 15m 2w 300", "ns1.example.org. hostmaster.example.org. 2026112301 3600 900 1209600 300" },
        { "MX", "10 mail", "10 mail.example.org." },
        { "TXT", "plain \"two words\" \"a \\\" b\\\\ \\200;\"", "\"plain\" \"two words\" \"a \\\" b\\\\ \\200;\"" },
        { "TXT", "\"\"", "\"\"" },
        { "TXT", "\"a\"\"b\"", "\"a\" \"b\"" },
        { "SRV", "0 5 5060 sip", "0 5 5060 sip.example.org." },
        { "NAPTR", "100 50 \"s\" \"http+I2L+I2C+I2R\" \"\" _http._tcp.gatech.edu.", "100 50 \"s\" \"http+I2L+I2C+I2R\" \"\" _http._tcp.gatech.edu." },
        { "NAPTR", "100 10 u E2U+sip \"!^.*$!sip:info@example.org!\" .", "100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.org!\" ." },
        { "CAA", "0 issue ca1.example.net", "0 issue \"ca1.example.net\"" },
        { "CAA", "128 tbs \"Unknown; x=1\"", "128 tbs \"Unknown; x=1\"" },
        { "CAA", "0 issue \";\"", "0 issue \";\"" },
        { "DS", "60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118" },
        { "DNSKEY", "256 3 RSASHA1 AQPSKmynfzW4kyBv015MUG2DeIQ3 Cbl+BBZH4b/0PY1kxkmvHjcZc8no kfzj31GajIQKY+5CptLr3buXA10h WqTkF7H6RfoRqXQeogmMHfpftf6z", "256 3 5 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6RfoRqXQeogmMHfpftf6z" },
        { "RRSIG", "A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTr PYGv07h108dUKGMeDPKijVCHX3DDKdfb+v6o B9wfuh3DTJXUAfI/M0zmO/zz8bW0Rznl8O3t GNazPwQKkRN20XPXV6nwwfoXmJQbsLNrLfkG J5D6fwFm8nN+6pBzeDQfsS3Ap3o=", "A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKijVCHX3DDKdfb+v6oB9wfuh3DTJXUAfI/M0zmO/zz8bW0Rznl8O3tGNazPwQKkRN20XPXV6nwwfoXmJQbsLNrLfkGJ5D6fwFm8nN+6pBzeDQfsS3Ap3o=" },
        { "RRSIG", "TYPE65280 13 2 300 2524608000 0 1 . AA==", "TYPE65280 13 2 300 20500101000000 19700101000000 1 . AA==" },
        { "NSEC", "host.example.com. A MX RRSIG NSEC TYPE1234", "host.example.com. A MX RRSIG NSEC TYPE1234" },
        { "NSEC", "host TYPE65535 CAA A A", "host.example.org. A CAA TYPE65535" },
        { "NSEC3", "1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG", "1 1 12 AABBCCDD 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S A RRSIG" },
        { "NSEC3", "1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr", "1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR" },
        { "NSEC3PARAM", "1 0 12 aabbccdd", "1 0 12 AABBCCDD" },
        { "NSEC3PARAM", "1 0 0 -", "1 0 0 -" },
        { "CDS", "0 0 0 00", "0 0 0 00" },
        { "CDNSKEY", "0 3 0 AA==", "0 3 0 AA==" },
        { "TLSA", "3 1 1 d2abde240d7cd3ee6b4b28c54df034b9 7983a1d16e8a410e4561cb106618e971", "3 1 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971" },
        { "SSHFP", "2 1 123456789abcdef67890123456789abcdef67890", "2 1 123456789ABCDEF67890123456789ABCDEF67890" },
        { "LOC", "42 21 54 N 71 06 18 W -24m 30m", "42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m" },
        { "LOC", "52 14 05 N 00 08 50 E 10m", "52 14 5.000 N 0 8 50.000 E 10.00m 1m 10000m 10m" },
        { "LOC", "32 7 19 S 116 2 25 E 10m", "32 7 19.000 S 116 2 25.000 E 10.00m 1m 10000m 10m" },
        { "LOC", "90 S 180 W 0 0.05m 0.9 12345.67m", "90 0 0.000 S 180 0 0.000 W 0.00m 0.05m 0.90m 10000m" },
        { "SVCB", "0 foo.example.com.", "0 foo.example.com." },
        { "SVCB", "1 .", "1 ." },
        { "SVCB", "16 foo.example.com. port=53", "16 foo.example.com. port=53" },
        { "SVCB", "1 foo.example.com. key667=hello", "1 foo.example.com. key667=\"hello\"" },
        { "SVCB", "1 foo.example.com. key667=\"hello\\210qoo\"", "1 foo.example.com. key667=\"hello\\210qoo\"" },
        { "SVCB", "1 foo.example.com. ipv6hint=\"2001:db8::1,2001:db8::53:1\"", "1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1" },
        { "SVCB", "16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1", "16 foo.example.org. mandatory=alpn,ipv4hint alpn=\"h2,h3-19\" ipv4hint=192.0.2.1" },
        { "SVCB", "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"" },
        { "SVCB", "16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2", "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"" },
        { "SVCB", "1 dns alpn=dot key7=\"/q{?dns}\"", "1 dns.example.org. alpn=\"dot\" dohpath=\"/q{?dns}\"" },
        { "HTTPS", "1 . no-default-alpn alpn=h3 ech=AEP+DQA=", "1 . alpn=\"h3\" no-default-alpn ech=AEP+DQA=" },
        { "A", "\\# 4 C0 00 02 01", "192.0.2.1" },
        { "TYPE65280", "\\# 3 abCDef", "\\# 3 ABCDEF" },
        { "TYPE65280", "\\# 0", "\\# 0" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void What_was_parsed_is_printed_in_canonical_form_and_survives_the_wire(string mnemonic, string text, string expected)
    {
        Assert.True(RecordCatalog.TryParseType(mnemonic, out var type));
        Assert.True(RecordCatalog.TryParse(type, text, Origin, out var data, out var problem), problem);
        Assert.Equal(expected, data.ToString());
        Assert.Equal(type, data.Type);
        Assert.True(RecordCatalog.TryRead(type, data.ToWire(), out var read));
        Assert.Equal(data, read);
        Assert.Equal(data.GetHashCode(), read.GetHashCode());
        Assert.True(RecordCatalog.TryParse(type, expected, null, out var again, out _));
        Assert.Equal(data, again);
    }

    /// <summary>Type, text, and a piece of the problem a person is told.</summary>
    public static TheoryData<string, string, string> Rejects => new()
    {
        { "A", "", "the address is missing" },
        { "A", "192.0.2", "'192.0.2' is no IPv4 address" },
        { "A", "192.0.2.01", "is no IPv4 address" },
        { "A", "0xC0000201", "is no IPv4 address" },
        { "A", "192.0.2.1 192.0.2.2", "'192.0.2.2' is more than a A record takes" },
        { "A", "\\# 3 C00002", "these octets are no A record" },
        { "A", "\\# 4 C00002", "the data has 3 octets, not 4" },
        { "AAAA", "fe80::1%eth0", "is no IPv6 address" },
        { "AAAA", "[::1]", "is no IPv6 address" },
        { "AAAA", "192.0.2.1", "is no IPv6 address" },
        { "NS", "a..b", "a label is empty" },
        { "MX", "65536 mail", "'65536' is no preference: a number from 0 to 65535" },
        { "MX", "-1 mail", "'-1' is no preference" },
        { "SOA", "ns1 hostmaster 1 1h30 1 1 1", "'1h30' is no refresh" },
        { "SOA", "ns1 hostmaster 1 1 1 1", "the minimum is missing" },
        { "TXT", "\"open", "the text has no closing quote" },
        { "TXT", "a\\256", "is no escape" },
        { "TXT", "é", "is not ASCII" },
        { "CAA", "0 is-sue x", "'is-sue' is no property" },
        { "DS", "1 8 2 ABC", "pairs of hexadecimal digits" },
        { "DS", "1 NOALG 2 AB", "'NOALG' is no algorithm" },
        { "DNSKEY", "256 3 8 !!!", "the key is no base64" },
        { "RRSIG", "A 5 3 86400 20031322173103 0 1 . AA==", "'20031322173103' is no expiration" },
        { "NSEC", "a BOGUS", "'BOGUS' is no type" },
        { "NSEC3", "1 0 0 - W A", "'W' is no next hashed owner" },
        { "NSEC3PARAM", "1 0 0 abc", "'abc' is no salt" },
        { "LOC", "91 N 0 E 0m", "the latitude is above 90 degrees" },
        { "LOC", "1 60 N 0 E 0m", "'60' is no part of a latitude" },
        { "LOC", "1 2 3 4 N 0 E 0m", "has no direction" },
        { "LOC", "1 N 1 E 1.234m", "is no altitude" },
        { "SVCB", "1 . alpn=h2 alpn=h3", "the key stands twice" },
        { "SVCB", "1 . port=x", "the value of port is a number" },
        { "SVCB", "1 . alpn=", "the value of alpn is protocols" },
        { "SVCB", "1 . mandatory=mandatory", "the value of mandatory is keys" },
        { "SVCB", "1 . no-default-alpn=1", "the value of no-default-alpn is no value" },
        { "SVCB", "1 . key65535=1", "is no key" },
        { "SVCB", "1 . ipv4hint=1.2.3", "the value of ipv4hint is IPv4 addresses" },
        { "TYPE65280", "something", "written as octets" },
        { "ANY", "\\# 0", "no record of a zone has it" },
        { "OPT", "\\# 0", "no record of a zone has it" },
        { "TYPE128", "\\# 0", "no record of a zone has it" },
        { "TYPE0", "\\# 0", "no record of a zone has it" },
    };

    [Theory]
    [MemberData(nameof(Rejects))]
    public void A_wrong_field_is_named_with_what_it_should_be(string mnemonic, string text, string expected)
    {
        Assert.True(RecordCatalog.TryParseType(mnemonic, out var type));
        Assert.False(RecordCatalog.TryParse(type, text, Origin, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_string_of_256_octets_is_too_long()
    {
        Assert.True(RecordCatalog.TryParse(RecordType.TXT, new string('x', 255), null, out _, out _));
        Assert.False(RecordCatalog.TryParse(RecordType.TXT, new string('x', 256), null, out _, out var problem));
        Assert.Contains("255 is the most", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_more_than_65535_octets_is_refused()
    {
        var strings = string.Join(' ', Enumerable.Repeat(new string('x', 255), 256));
        Assert.True(RecordCatalog.TryParse(RecordType.TXT, strings[..^256], null, out _, out _));
        Assert.False(RecordCatalog.TryParse(RecordType.TXT, strings, null, out _, out var problem));
        Assert.Contains("65535", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A", 1, "A")]
    [InlineData("aaaa", 28, "AAAA")]
    [InlineData("TYPE1", 1, "A")]
    [InlineData("type65280", 65280, "TYPE65280")]
    [InlineData("TYPE0", 0, "TYPE0")]
    public void A_type_is_known_by_mnemonic_and_by_number(string text, int number, string name)
    {
        Assert.True(RecordCatalog.TryParseType(text, out var type));
        Assert.Equal(number, (int)type);
        Assert.Equal(name, RecordCatalog.NameOf(type));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("None")]
    [InlineData("A,NS")]
    [InlineData("TYPE")]
    [InlineData("TYPE65536")]
    [InlineData("TYPE-1")]
    public void What_is_no_type_is_not_taken_for_one(string text) => Assert.False(RecordCatalog.TryParseType(text, out _));
}
