using Proxima.Dns.Records;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;

namespace Proxima.Tests.Zones;

public sealed class ZoneTreeTests
{
    private static readonly Zone Parent = ZoneText.WithApex("example.org.", """
        @ 60 MX 10 mail
        www 60 A 192.0.2.1
        www 60 AAAA 2001:db8::1
        alias 60 CNAME www
        old 60 DNAME new
        a.b.c 60 A 192.0.2.2
        child 60 NS ns.child
        child 60 DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118
        ns.child 60 A 192.0.2.53
        deep.ns.child 60 A 192.0.2.54
        sub.child 60 NS ns.child
        """);

    private readonly TestTree tree = new(Parent);

    [Theory]
    [InlineData("www.example.org.", RecordType.A, "Answer www.example.org. A")]
    [InlineData("WWW.Example.ORG.", RecordType.AAAA, "Answer www.example.org. AAAA")]
    [InlineData("example.org.", RecordType.SOA, "Answer example.org. SOA")]
    [InlineData("www.example.org.", RecordType.TXT, "NoRecords www.example.org.")]
    [InlineData("b.c.example.org.", RecordType.A, "NoRecords b.c.example.org.")]
    [InlineData("nowhere.example.org.", RecordType.A, "NoName")]
    [InlineData("x.www.example.org.", RecordType.A, "NoName")]
    [InlineData("example.com.", RecordType.A, "Outside")]
    [InlineData("org.", RecordType.A, "Outside")]
    [InlineData(".", RecordType.NS, "Outside")]
    public void A_name_is_answered_is_empty_does_not_exist_or_is_not_ours(string name, RecordType type, string expected) =>
        Assert.Equal(expected, tree.Find(name, type));

    [Theory]
    [InlineData("alias.example.org.", RecordType.A, "Alias alias.example.org. CNAME")]
    [InlineData("alias.example.org.", RecordType.CNAME, "Answer alias.example.org. CNAME")]
    [InlineData("x.old.example.org.", RecordType.A, "Redirect old.example.org. DNAME")]
    [InlineData("x.y.old.example.org.", RecordType.DNAME, "Redirect old.example.org. DNAME")]
    [InlineData("old.example.org.", RecordType.DNAME, "Answer old.example.org. DNAME")]
    [InlineData("old.example.org.", RecordType.A, "NoRecords old.example.org.")]
    public void An_alias_stands_for_its_name_and_a_DNAME_for_everything_below_its_own(string name, RecordType type, string expected) =>
        Assert.Equal(expected, tree.Find(name, type));

    [Theory]
    [InlineData("child.example.org.", RecordType.A)]
    [InlineData("child.example.org.", RecordType.NS)]
    [InlineData("child.example.org.", RecordType.ANY)]
    [InlineData("x.y.child.example.org.", RecordType.A)]
    [InlineData("ns.child.example.org.", RecordType.A)]
    [InlineData("x.sub.child.example.org.", RecordType.A)]
    [InlineData("x.child.example.org.", RecordType.DS)]
    public void What_lies_at_or_below_a_cut_is_delegated_at_the_topmost_cut(string name, RecordType type) =>
        Assert.Equal("Delegation child.example.org. NS", tree.Find(name, type));

    [Fact]
    public void DS_at_a_cut_is_the_parents_to_answer()
    {
        Assert.Equal("Answer child.example.org. DS", tree.Find("child.example.org.", RecordType.DS));
        var both = new TestTree(Parent, ZoneText.WithApex("child.example.org.", "www 60 A 192.0.2.9"));
        Assert.Equal("Answer child.example.org. DS", both.Find("child.example.org.", RecordType.DS));
    }

    [Fact]
    public void DS_at_an_apex_whose_parent_is_elsewhere_is_no_data() =>
        Assert.Equal("NoRecords example.org.", tree.Find("example.org.", RecordType.DS));

    [Fact]
    public void The_child_zone_answers_when_parent_and_child_are_both_here()
    {
        var both = new TestTree(ZoneText.WithApex("child.example.org.", "www 60 A 192.0.2.9"), Parent);
        Assert.Equal("Answer child.example.org. NS", both.Find("child.example.org.", RecordType.NS));
        Assert.Equal("Answer www.child.example.org. A", both.Find("www.child.example.org."));
        Assert.Equal("NoName", both.Find("ns.child.example.org."));
        Assert.Equal("Answer www.example.org. A", both.Find("www.example.org."));
    }

    [Fact]
    public void The_root_zone_can_be_served()
    {
        var root = new TestTree(ZoneText.WithApex(".", "com 60 NS ns.com\nns.com 60 A 192.0.2.1"));
        Assert.Equal("Answer . SOA", root.Find(".", RecordType.SOA));
        Assert.Equal("Delegation com. NS", root.Find("www.example.com."));
        Assert.Equal("NoName", root.Find("nowhere."));
    }

    [Fact]
    public void ANY_is_answered_by_one_record_set() =>
        Assert.Equal("Answer www.example.org. A", tree.Find("www.example.org.", RecordType.ANY));

    [Fact]
    public void Ten_thousand_zones_are_told_apart()
    {
        var many = new TestTree([.. Enumerable.Range(0, 10_000).Select(i => ZoneText.WithApex($"zone{i}.test.", $"www 60 A 192.0.{i / 256}.{i % 256}"))]);
        Assert.Equal(10_000, many.Tree.ZoneCount);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal($"Answer www.zone{i}.test. A", many.Find($"www.zone{i}.test."));
        }

        Assert.Equal("Outside", many.Find("www.zone10000.test."));
    }

    [Fact]
    public void The_longest_name_with_the_most_labels_is_looked_up_like_any_other()
    {
        var labels = string.Concat(Enumerable.Repeat("a.", 121));
        Assert.Equal("NoName", tree.Find($"{labels}example.org."));
        Assert.Equal("Redirect old.example.org. DNAME", tree.Find($"{string.Concat(Enumerable.Repeat("a.", 119))}old.example.org."));
    }

    [Fact]
    public void A_tree_without_zones_has_no_names()
    {
        Assert.Equal("Outside", new TestTree().Find("example.org."));
        Assert.Equal(LookupKind.Outside, new ZoneTree(default(SectionView)).Find("\0"u8, RecordType.A).Kind);
    }

    [Fact]
    public void The_same_zones_in_any_order_give_the_same_octets()
    {
        var other = ZoneText.WithApex("example.net.", "www 60 A 192.0.2.1");
        var one = ZoneSection.Build([Parent, other], [], TestTree.NoSteering);
        var two = ZoneSection.Build([other, Parent], [], TestTree.NoSteering);
        Assert.True(one.Octets.SequenceEqual(two.Octets));
    }

    [Fact]
    public void One_zone_given_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() => ZoneSection.Build([Parent, Parent], [], TestTree.NoSteering));
}
