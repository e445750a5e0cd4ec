using Proxima.Dns.Names;

namespace Proxima.Tests.Dns.Names;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("www.example.org", "www.example.org.")]
    [InlineData("www.example.org.", "www.example.org.")]
    [InlineData(".", ".")]
    [InlineData("a\\.b.example.", "a\\.b.example.")]
    [InlineData("a\\046b.example.", "a\\.b.example.")]
    [InlineData("\\000\\255\\032x.", "\\000\\255\\032x.")]
    [InlineData("\\;\\\"\\(\\)\\\\.", "\\;\\\"\\(\\)\\\\.")]
    [InlineData("\\065bc.", "Abc.")]
    [InlineData("*.example.org", "*.example.org.")]
    public void Text_comes_back_in_one_form(string text, string expected)
    {
        var name = DomainName.Parse(text);
        Assert.Equal(expected, name.ToString());
        Assert.Equal(name, DomainName.Parse(expected));
        Assert.True(DomainName.TryRead(name.Wire, out var read));
        Assert.Equal(name, read);
    }

    [Theory]
    [InlineData("", "the name is empty")]
    [InlineData("..", "a label is empty")]
    [InlineData(".a", "a label is empty")]
    [InlineData("a..b", "a label is empty")]
    [InlineData("a\\", "a backslash at the end")]
    [InlineData("a\\25", "is no escape")]
    [InlineData("a\\256", "is no escape")]
    [InlineData("a\\1x2", "is no escape")]
    [InlineData("münchen.example", "xn--")]
    public void What_is_no_name_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(DomainName.TryParse(text, null, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_have_at_most_63_octets_and_names_255()
    {
        var label = new string('a', DomainName.MaxLabelLength);
        var longest = $"{label}.{label}.{label}.{label[..61]}.";
        Assert.Equal(DomainName.MaxWireLength, DomainName.Parse(longest).Wire.Length);
        Assert.False(DomainName.TryParse($"{label}.{label}.{label}.{label[..62]}", null, out _, out var problem));
        Assert.Contains("255", problem, StringComparison.Ordinal);
        Assert.False(DomainName.TryParse($"{label}a.", null, out _, out problem));
        Assert.Contains("63", problem, StringComparison.Ordinal);
        Assert.Equal(DomainName.MaxLabels, DomainName.Parse(string.Concat(Enumerable.Repeat("x.", DomainName.MaxLabels))).LabelCount);
    }

    [Fact]
    public void A_name_without_final_dot_is_relative_to_the_origin()
    {
        var origin = DomainName.Parse("example.org");
        Assert.Equal("www.example.org.", Parsed("www", origin));
        Assert.Equal("www.", Parsed("www.", origin));
        Assert.Equal("example.org.", Parsed("@", origin));
        Assert.Equal("\\@.example.org.", Parsed("\\@", origin));
        Assert.Equal("www.", Parsed("www", DomainName.Root));
    }

    [Fact]
    public void Case_is_kept_but_makes_no_difference()
    {
        var mixed = DomainName.Parse("wWw.Example.ORG");
        var lower = DomainName.Parse("www.example.org");
        Assert.Equal(lower, mixed);
        Assert.Equal(lower.GetHashCode(), mixed.GetHashCode());
        Assert.Equal(0, lower.CompareTo(mixed));
        Assert.Equal("wWw.Example.ORG.", mixed.ToString());
        Assert.Equal("www.example.org.", mixed.ToLowerCase().ToString());
        Assert.Same(lower, lower.ToLowerCase());
        Assert.NotEqual(DomainName.Parse("\\091"), DomainName.Parse("{")); // beside the letters nothing is folded
    }

    [Fact]
    public void Names_sort_as_RFC_4034_section_6_1_shows()
    {
        string[] expected = ["example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.", "\\001.z.example.", "*.z.example.", "\\200.z.example."];
        var names = expected.Select(DomainName.Parse).ToArray();
        Assert.Equal(expected, names.Reverse().Order().Select(name => name.ToString()));
    }

    [Fact]
    public void Below_means_whole_labels()
    {
        var zone = DomainName.Parse("example.org");
        Assert.True(DomainName.Parse("a.b.EXAMPLE.org").IsAtOrBelow(zone));
        Assert.True(zone.IsAtOrBelow(zone));
        Assert.True(zone.IsAtOrBelow(DomainName.Root));
        Assert.False(DomainName.Parse("badexample.org").IsAtOrBelow(zone));
        Assert.False(DomainName.Parse("org").IsAtOrBelow(zone));
        Assert.False(DomainName.Parse("x\\007example.org").IsAtOrBelow(zone)); // the octet before could pass for a length
    }

    [Fact]
    public void Parents_end_at_the_root()
    {
        var name = DomainName.Parse("*.a.org");
        Assert.True(name.IsWildcard);
        Assert.False(DomainName.Parse("\\*x.org").IsWildcard);
        Assert.Equal("a.org.", name.Parent.ToString());
        Assert.True(name.Parent.Parent.Parent.IsRoot);
        Assert.True(DomainName.Root.Parent.IsRoot);
        Assert.Equal(3, name.LabelCount);
    }

    private static string Parsed(string text, DomainName origin)
    {
        Assert.True(DomainName.TryParse(text, origin, out var name, out var problem), problem);
        return name.ToString();
    }
}
