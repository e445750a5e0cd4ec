using Proxima.Dns.Records;

namespace Proxima.Tests.Zones;

/// <summary>The example of RFC 4592 section 2.2.1, question by question, and what its section 4 adds.</summary>
public sealed class WildcardTests
{
    private readonly TestTree tree = new(ZoneText.Parse("example.", """
        @ 3600 SOA ns.example.com. admin.example.com. 1 2 3 4 300
        @ 3600 NS ns.example.com.
        @ 3600 NS ns.example.net.
        *.example. 3600 TXT "this is a wildcard"
        *.example. 3600 MX 10 host1.example.
        sub.*.example. 3600 TXT "this is not a wildcard"
        host1.example. 3600 A 192.0.2.1
        _ssh._tcp.host1.example. 3600 TXT "srv"
        _ssh._tcp.host2.example. 3600 TXT "srv"
        subdel.example. 3600 NS ns.example.com.
        subdel.example. 3600 NS ns.example.net.
        """));

    [Theory]
    [InlineData("host3.example.", RecordType.MX, "Answer *.example. MX")]
    [InlineData("host3.example.", RecordType.A, "NoRecords *.example.")]
    [InlineData("foo.bar.example.", RecordType.TXT, "Answer *.example. TXT")]
    public void A_name_that_does_not_exist_gets_the_wildcards_records(string name, RecordType type, string expected) =>
        Assert.Equal(expected, tree.Find(name, type));

    [Theory]
    [InlineData("host1.example.", RecordType.MX, "NoRecords host1.example.")]
    [InlineData("sub.*.example.", RecordType.MX, "NoRecords sub.*.example.")]
    [InlineData("_telnet._tcp.host1.example.", RecordType.SRV, "NoName")]
    [InlineData("host.subdel.example.", RecordType.A, "Delegation subdel.example. NS")]
    [InlineData("ghost.*.example.", RecordType.MX, "NoName")]
    public void A_wildcard_does_not_reach_across_names_that_exist(string name, RecordType type, string expected) =>
        Assert.Equal(expected, tree.Find(name, type));

    [Fact]
    public void An_empty_non_terminal_exists_and_so_no_wildcard_matches_it() =>
        Assert.Equal("NoRecords host2.example.", tree.Find("host2.example.", RecordType.MX));

    [Fact]
    public void The_wildcard_itself_can_be_asked_for() =>
        Assert.Equal("Answer *.example. MX", tree.Find("*.example.", RecordType.MX));

    [Fact]
    public void A_wildcard_that_only_exists_because_of_a_name_below_it_gives_no_data()
    {
        var empty = new TestTree(ZoneText.WithApex("example.", "sub.* 60 A 192.0.2.1"));
        Assert.Equal("NoRecords *.example.", empty.Find("host.example."));
    }
}
