using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;

namespace Proxima.Tests.Latency;

/// <summary>Which lies the sites' own figures give away, on a globe of made up places with detours and queues.</summary>
public sealed class VantageCheckTests
{
    private const int Sites = 6;
    private const int Liar = 2;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Honest_sites_are_believed(int seed) => Assert.Empty(VantageCheck.Contradicted(World(seed), Sites));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_site_that_claims_to_be_next_to_everybody_is_found_and_nobody_else_accused(int seed)
    {
        var contradicted = Assert.Single(VantageCheck.Contradicted(World(seed, _ => 1), Sites));
        Assert.Equal(Liar, contradicted.Site);
        Assert.True(contradicted.Conflicts * 2 > contradicted.Others);
    }

    [Fact]
    public void A_site_that_divides_its_figures_by_five_is_found() => Assert.Equal(Liar, Assert.Single(VantageCheck.Contradicted(World(1, ms => ms / 5), Sites)).Site);

    [Fact]
    public void A_site_that_is_too_slow_is_not_accused_for_a_bad_link_looks_the_same() => Assert.Empty(VantageCheck.Contradicted(World(1, ms => ms + 300), Sites));

    [Fact]
    public void Two_sites_cannot_outvote_each_other() =>
        Assert.Empty(VantageCheck.Contradicted([.. World(1, _ => 1).Select(row => row[1..3])], 2));

    [Fact]
    public void With_few_networks_in_common_nobody_is_accused() =>
        Assert.Empty(VantageCheck.Contradicted([.. World(1, _ => 1).Take(VantageCheck.LeastCommon - 1)], Sites));

    [Fact]
    public void Networks_that_are_near_to_every_site_at_once_accuse_nobody()
    {
        // Anycast: a tenth of the networks answers each site from next door.
        var rows = World(1);
        for (var i = 0; i < rows.Count; i += 10)
        {
            Array.Fill(rows[i], 2);
        }

        Assert.Empty(VantageCheck.Contradicted(rows, Sites));
    }

    private static List<double[]> World(int seed, Func<double, double>? lie = null)
    {
        var chance = new Random(seed);
        GeoPosition[] sites = [new(50, 8), new(40, -74), new(1, 104), new(-33, 151), new(-23, -46), new(35, 139)];
        var rows = new List<double[]>();
        for (var i = 0; i < 200; i++)
        {
            // Clients live around the sites, as they do.
            var home = sites[i % Sites];
            var client = new GeoPosition(home.LatitudeDegrees + (chance.NextDouble() * 20) - 10, home.LongitudeDegrees + (chance.NextDouble() * 40) - 20);
            rows.Add([.. sites.Select(site => 3 + (0.012 * client.KilometresTo(site) * (1 + (chance.NextDouble() * 0.6))) + (chance.Next(20) == 0 ? 60 : 0))]);
        }

        rows.ForEach(row => row[Liar] = lie?.Invoke(row[Liar]) ?? row[Liar]);
        return rows;
    }
}
