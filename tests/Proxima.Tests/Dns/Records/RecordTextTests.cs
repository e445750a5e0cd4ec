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
}
