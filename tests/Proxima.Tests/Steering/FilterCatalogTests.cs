using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

public sealed class FilterCatalogTests
{
    [Theory]
    [InlineData("healthy")]
    [InlineData("nearest", "tolerance", "12.5ms", "share", "20%")]
    [InlineData("nearest", "tolerance", "0.01s")]
    [InlineData("nearest", "tolerance", "10")]
    [InlineData("weighted")]
    [InlineData("failover")]
    [InlineData("take", "n", "64")]
    public void A_filter_as_its_page_writes_it_compiles(string name, params string[] words)
    {
        Assert.True(Compile(name, words, out var problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("no filter is called 'nearst'", "'nearest'", "nearst")]
    [InlineData("no filter is called 'geo'", "one of healthy, nearest, weighted, failover, take", "geo")]
    [InlineData("'nearest' has no parameter 'tolerence'", "'tolerance'", "nearest", "tolerence", "10ms")]
    [InlineData("'healthy' has no parameter 'n'", "none: 'healthy' has no parameters", "healthy", "n", "1")]
    [InlineData("'soon' is no value for 'tolerance'", "a time from 0 to 4000 ms, such as '10ms'", "nearest", "tolerance", "soon")]
    [InlineData("'5s' is no value for 'tolerance'", "a time from 0 to 4000 ms, such as '10ms'", "nearest", "tolerance", "5s")]
    [InlineData("'101%' is no value for 'share'", "a share from 0 to 100 %, such as '15%'", "nearest", "share", "101%")]
    [InlineData("'0' is no value for 'n'", "a whole number from 1 to 64", "take", "n", "0")]
    [InlineData("'65' is no value for 'n'", "a whole number from 1 to 64", "take", "n", "65")]
    [InlineData("'dwell' is no parameter of 'nearest'", "the dwell in the node's settings: it belongs to the latency map, which all policies share", "nearest", "dwell", "300s")]
    public void A_mistake_is_named_with_what_was_expected(string what, string expected, string name, params string[] words)
    {
        Assert.False(Compile(name, words, out var problems));
        Assert.Equal((what, expected), (Assert.Single(problems).What, problems[0].Expected));
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        Assert.False(Compile("nearest", ["tolerance", "x", "share", "y", "n", "1"], out var problems));
        Assert.Equal(["tolerance", "share", "n"], problems.Select(problem => problem.Parameter));
    }

    private static bool Compile(string name, string[] words, out IReadOnlyList<FilterProblem> problems) =>
        FilterCatalog.TryCompile(new FilterSettings(name, words.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1])), out _, out problems);
}
