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
    [InlineData("slowstart", "over", "1h")]
    [InlineData("capacity")]
    [InlineData("quota", "from", "75%")]
    [InlineData("sticky", "ipv4", "16", "ipv6", "32")]
    [InlineData("rotate", "every", "90s")]
    [InlineData("schedule", "zone", "Europe/Berlin", "windows", "mon-fri 08:00-18:00,sat 22:00-04:00", "without", "fra,nyc")]
    [InlineData("fence", "clients", "eu,AS64496,192.0.2.0/24,2001:db8::/32", "except", "unknown,CH,198.51.100.0/24", "deny", "nyc")]
    [InlineData("topology", "192.0.2.0/24", "fra", "AS64496", "nyc,fra", "else", "ams")]
    [InlineData("geo", "tolerance", "300km", "share", "5%")]
    [InlineData("quality", "loss", "1.5%", "tolerance", "5")]
    public void A_filter_as_its_page_writes_it_compiles(string name, params string[] words)
    {
        Assert.True(Compile(name, words, out var problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("no filter is called 'nearst'", "'nearest'", "nearst")]
    [InlineData("no filter is called 'anycast'", "one of healthy, nearest, weighted, failover, take, slowstart, capacity, quota, sticky, rotate, schedule, fence, topology, geo, reflect, quality", "anycast")]
    [InlineData("'0s' is no value for 'over'", "a duration from 1s to 4095s, such as '90s' or '5m'", "slowstart", "over", "0s")]
    [InlineData("'2h' is no value for 'over'", "a duration from 1s to 4095s, such as '90s' or '5m'", "slowstart", "over", "2h")]
    [InlineData("'100%' is no value for 'from'", "a share from 0 to 99 %, such as '15%'", "quota", "from", "100%")]
    [InlineData("'33' is no value for 'ipv4'", "a whole number from 8 to 32", "sticky", "ipv4", "33")]
    [InlineData("'5s' is no value for 'every'", "a duration from 10s to 86400s, such as '90s' or '5m'", "rotate", "every", "5s")]
    [InlineData("no time zone is called 'Europe/Berln'", "'Europe/Berlin'", "schedule", "zone", "Europe/Berln", "windows", "00:00-24:00", "only", "fra")]
    [InlineData("'8-18' is no window", "a window, such as 'mon-fri 08:00-18:00' or 'sat 22:00-04:00'", "schedule", "windows", "8-18", "only", "fra")]
    [InlineData("no site is called 'farnkfurt'", "one of ams, fra, nyc", "schedule", "windows", "00:00-24:00", "only", "farnkfurt")]
    [InlineData("'schedule' that names no sites", "one of only: [site, ...] and without: [site, ...]", "schedule", "windows", "00:00-24:00")]
    [InlineData("'allow' and 'deny' in one 'fence'", "one of allow: [site, ...] and deny: [site, ...]", "fence", "clients", "DE", "allow", "fra", "deny", "nyc")]
    [InlineData("'192.0.2.7/24' names no clients", "a network (192.0.2.0/24), an autonomous system (AS64496), a country (DE), eu, eea or unknown", "fence", "clients", "192.0.2.7/24", "allow", "fra")]
    [InlineData("'fr' names clients that are named before", "each once", "fence", "clients", "eu,fr", "allow", "fra")]
    [InlineData("no site is called 'fa'", "'fra'", "topology", "DE", "fa")]
    [InlineData("'Germany' names no clients", "a network (192.0.2.0/24), an autonomous system (AS64496), a country (DE), eu, eea or unknown", "topology", "Germany", "fra")]
    [InlineData("'500mi' is no value for 'tolerance'", "a number from 0 to 20016, such as '10008km'", "geo", "tolerance", "500mi")]
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
        FilterCatalog.TryCompile(new FilterSettings(name, words.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1])), new FilterGround([new Site("ams", 52.37, 4.9), new Site("fra"), new Site("nyc")], DateTimeOffset.UnixEpoch), out _, out problems);
}
