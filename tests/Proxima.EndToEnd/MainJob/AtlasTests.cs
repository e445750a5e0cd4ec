namespace Proxima.EndToEnd;

/// <summary>The stated world is what its comment says, so that the main test has one right answer each and a real trap.</summary>
[Collection(AloneGroup.Name)]
public sealed class AtlasTests
{
    private readonly Atlas atlas = new();

    [Fact]
    public void Every_client_has_one_best_site_by_more_than_the_tolerance_and_every_site_is_the_best_of_some_client()
    {
        Assert.Equal((5, 12), (atlas.Sites.Count, atlas.Clients.Count));
        foreach (var client in atlas.Clients)
        {
            var rtts = atlas.Sites.Select(s => atlas.RttMs(client, s)).Order().ToList();
            Assert.True(rtts[1] - rtts[0] > Math.Max(10, 0.15 * rtts[0]), $"{client.Name}: {rtts[0]} and {rtts[1]} ms are too near each other");
        }

        Assert.Equal(5, atlas.Clients.Select(c => atlas.LowestLatencySite(c)).Distinct().Count());
    }

    [Fact]
    public void Luandas_nearest_site_on_earth_is_not_its_nearest_by_latency()
    {
        var luanda = atlas.Clients.Single(c => c.Name == "luanda");
        Assert.Equal("jnb", atlas.NearestSiteOnEarth(luanda).Name);
        Assert.InRange(luanda.DistanceTo(atlas.Sites.Single(s => s.Name == "jnb")), 2400, 2600);
        Assert.InRange(luanda.DistanceTo(atlas.Sites.Single(s => s.Name == "ams")), 6700, 7000);
        Assert.Equal("ams", atlas.LowestLatencySite(luanda));
    }

    [Fact]
    public async Task The_emulated_internet_has_the_round_trip_times_of_the_matrix()
    {
        Require.Root();
        Require.Tool("ping", "iputils-ping");
        await using var world = await World.Up(atlas.Describe());
        foreach (var client in atlas.Clients)
        {
            await Task.WhenAll(atlas.Sites.SelectMany(s => new[] { (Site: s, To: client.IPv4), (Site: s, To: client.IPv6) }).Select(pair => IsAsInTheMatrix(world, client, pair.Site, pair.To)));
        }
    }

    // Jitter adds up to 0.5 ms each way; the rest is what a busy machine may add, which now and then is more: then the least of other pings counts.
    private async Task IsAsInTheMatrix(World world, Place client, Place site, string to)
    {
        var expected = atlas.RttMs(client, site);
        var leastMs = double.NaN;
        await Until.Holds(
            async () => (leastMs = (await Ping.Send(world.Host(site.Name), to, 5)).LeastMs) >= expected && leastMs <= expected + 5,
            Deadlines.Step,
            () => $"{site.Name} is {expected} ms from {to}; the last pings took {leastMs} ms");
    }
}
