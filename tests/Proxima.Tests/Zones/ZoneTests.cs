using Proxima.Dns.Names;
using Proxima.Engine.Zones;

namespace Proxima.Tests.Zones;

public sealed class ZoneTests
{
    private const string Apex = "@ 3600 SOA ns.invalid. host.invalid. 1 2 3 4 300\n@ 3600 NS ns.invalid.\n";

    [Fact]
    public void A_zone_with_one_SOA_and_a_name_server_is_a_zone() =>
        Assert.Empty(ZoneText.ProblemsOf("example.org.", Apex));

    [Theory]
    [InlineData("www 60 A 192.0.2.1\nwww 60 CNAME alias", "www.example.org. CNAME must be the only record of its name")]
    [InlineData("www 60 CNAME a\nwww 60 CNAME b", "www.example.org. CNAME must be the only record of its name")]
    [InlineData("example.com. 60 A 192.0.2.1", "example.com. A lies outside the zone example.org.")]
    [InlineData("sub 60 SOA ns.invalid. host.invalid. 1 2 3 4 300", "sub.example.org. SOA stands below the apex example.org.")]
    [InlineData("@ 60 SOA ns.invalid. host.invalid. 2 2 3 4 300", "example.org. has 2 SOA records; a zone has exactly one at its apex")]
    [InlineData("old 60 DNAME a\nold 60 DNAME b", "old.example.org. has more than one DNAME")]
    [InlineData("old 60 DNAME a\nold 60 CNAME b", "old.example.org. CNAME must be the only record of its name")]
    [InlineData("old 60 DNAME a\nx.y.old 60 A 192.0.2.1", "x.y.old.example.org. lies below the DNAME at old.example.org., which hides it")]
    [InlineData("www 60 A 192.0.2.1\nWWW 90 A 192.0.2.1", "www.example.org. A contains the same record twice")]
    [InlineData("* 60 NS ns", "*.example.org. is a wildcard: NS and DNAME there have no agreed meaning (RFC 4592 sections 4.2 and 4.4)")]
    [InlineData("@ 60 MX 10 alias\nalias 60 CNAME www", "example.org. MX points to alias.example.org., which is a CNAME; it must have addresses of its own")]
    [InlineData("sub 60 NS alias\nalias 60 CNAME www", "sub.example.org. NS points to alias.example.org., which is a CNAME; it must have addresses of its own")]
    public void Each_rule_that_is_broken_is_said_plainly(string records, string problem) =>
        Assert.Equal([problem], ZoneText.ProblemsOf("example.org.", Apex + records));

    [Fact]
    public void Every_problem_is_listed_at_once() =>
        Assert.Equal(
            ["example.org. has 0 SOA records; a zone has exactly one at its apex", "example.org. has no NS record; a zone has at least one at its apex", "www.example.org. CNAME must be the only record of its name"],
            ZoneText.ProblemsOf("example.org.", "www 60 A 192.0.2.1\nwww 60 CNAME alias"));

    [Fact]
    public void DNSSEC_records_may_stand_beside_an_alias() =>
        Assert.Empty(ZoneText.ProblemsOf("example.org.", Apex + "www 60 CNAME alias\nwww 60 NSEC xyz CNAME NSEC"));

    [Fact]
    public void A_record_set_that_fits_no_message_is_refused()
    {
        var text = Apex + string.Join('\n', Enumerable.Range(0, 4100).Select(i => $"big 60 A 10.1.{i / 256}.{i % 256}"));
        Assert.Equal([$"big.example.org. A is larger than {Zone.MaxSetOctets} octets and would fit no message"], ZoneText.ProblemsOf("example.org.", text));
    }

    [Fact]
    public void A_zone_with_problems_is_no_zone()
    {
        Assert.False(Zone.TryCreate(DomainName.Parse("example.org."), [], out var zone, out _));
        Assert.Null(zone);
    }
}
