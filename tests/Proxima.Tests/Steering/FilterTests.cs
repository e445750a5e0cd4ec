using System.Net;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

public sealed class FilterTests
{
    private const string Client = "203.0.113.0/24";

    [Theory]
    [InlineData(EndpointStatus.Down, "is down")]
    [InlineData(EndpointStatus.ForcedDown, "is forced down")]
    [InlineData(EndpointStatus.Draining, "is draining")]
    public void Healthy_drops_what_must_not_get_clients_and_says_why(EndpointStatus status, string reason)
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("healthy")), Given.Map(6));
        bed.Set("ams", status);
        Assert.Equal(["fra", "nyc", "sin", "syd", "gru"], bed.Answer(Client));
        AssertDropped(bed, "ams", "healthy", reason);
    }

    [Theory]
    [InlineData(EndpointStatus.Unknown)]
    [InlineData(EndpointStatus.Up)]
    [InlineData(EndpointStatus.ForcedUp)]
    public void Healthy_keeps_what_is_up_and_what_nobody_has_checked(EndpointStatus status)
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("healthy")), Given.Map(6));
        bed.Set("ams", status);
        Assert.Equal("ams", bed.Answer(Client)[0]);
    }

    [Fact]
    public void Nearest_keeps_what_is_within_the_tolerance_of_the_best_nearest_first()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("nearest")), Given.Map(6, "203.0.113.0/24 48.5 25 17.5 200 - 27"));
        Assert.Equal(["nyc", "fra", "gru"], bed.Answer(Client));
        AssertDropped(bed, "ams", "nearest", "48.5 ms is 31.0 ms more than the best, tolerance 10 ms");
        Assert.Equal(Rung.Measured, bed.Decide(Client).Rung);
    }

    [Fact]
    public void Nearest_drops_a_site_without_any_figure_when_another_has_one()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("nearest")), Given.Map(6, "203.0.113.0/24 20 - - - - -"));
        Assert.Equal(["ams"], bed.Answer(Client));
        AssertDropped(bed, "fra", "nearest", "has no known latency, others have");
    }

    [Fact]
    public void Nearest_leaves_the_configured_order_when_nothing_is_known()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("nearest")), Given.Map(6));
        Assert.Equal(Given.Sites, bed.Answer(Client));
        Assert.Equal(Rung.Static, bed.Decide(Client).Rung);
    }

    [Theory]
    [InlineData("0ms", "0%", 1)]
    [InlineData("5ms", "0%", 2)]
    [InlineData("0ms", "10%", 3)]
    [InlineData("0.011s", "10%", 4)]
    public void The_larger_of_tolerance_and_share_counts(string tolerance, string share, int kept)
    {
        var chain = Given.Filter("nearest", ("tolerance", tolerance), ("share", share));
        using var bed = new SteeringBed(Given.Model(chain), Given.Map(6, "203.0.113.0/24 100 105 110 111 200 200"));
        Assert.Equal(Given.Sites.Take(kept), bed.Answer(Client));
    }

    [Fact]
    public void Failover_keeps_the_lowest_priority_number_that_is_left()
    {
        Endpoint[] endpoints = [Host("reserve", priority: 20), Host("second", priority: 10), Host("first", priority: 10)];
        using var bed = new SteeringBed(Given.Model(WhenEmpty.All, endpoints, Given.Filter("healthy"), Given.Filter("failover")), Given.Map(3));
        Assert.Equal(["second", "first"], bed.Answer(Client));
        AssertDropped(bed, "reserve", "failover", "has priority 20, priority 10 is available");
        bed.Set("first", EndpointStatus.Down);
        bed.Set("second", EndpointStatus.Down);
        Assert.Equal(["reserve"], bed.Answer(Client));
    }

    [Fact]
    public void Take_keeps_the_first_n()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("take", ("n", "2"))), Given.Map(6));
        Assert.Equal(["ams", "fra"], bed.Answer(Client));
        AssertDropped(bed, "gru", "take", "is beyond the first 2");
    }

    [Fact]
    public void Weighted_gives_each_endpoint_its_share_of_networks()
    {
        using var bed = Weighted(1, 2, 5);
        var shares = SharesOf(bed);
        Assert.InRange(shares["a"], 0.115, 0.135);
        Assert.InRange(shares["b"], 0.235, 0.265);
        Assert.InRange(shares["c"], 0.610, 0.640);
    }

    [Fact]
    public void Changing_one_weight_moves_only_the_share_of_that_endpoint()
    {
        using var before = Weighted(1, 2, 5);
        using var after = Weighted(1, 2, 8);
        foreach (var network in Networks())
        {
            var (old, now) = (before.Answer(network)[0], after.Answer(network)[0]);
            Assert.True(old == now || now == "c", $"{network} moved from {old} to {now}");
        }
    }

    [Fact]
    public void All_addresses_of_one_client_network_get_the_same_weighted_choice_and_that_is_the_scope()
    {
        using var bed = Weighted(1, 1, 1);
        Assert.Equal(bed.Answer("198.51.100.7"), bed.Answer("198.51.100.0/24"));
        Assert.Equal(24, bed.Decide("198.51.100.7").ScopeLength);
        Assert.Equal(16, bed.Decide("198.51.0.0/16").ScopeLength);
        Assert.Equal(48, bed.Decide("2001:db8:7:8::/64").ScopeLength);
    }

    [Fact]
    public void Another_seed_gives_other_choices_and_the_same_seed_the_same()
    {
        using var one = Weighted(1, 1, 1);
        using var again = Weighted(1, 1, 1);
        using var other = Weighted(2, 1, 1, 1);
        Assert.All(Networks().Take(300), network => Assert.Equal(one.Answer(network), again.Answer(network)));
        Assert.Contains(Networks().Take(300), network => !one.Answer(network).SequenceEqual(other.Answer(network)));
    }

    [Fact]
    public void Weight_0_gets_no_clients_while_another_can_have_them()
    {
        using var bed = Weighted(0, 1, 1);
        Assert.DoesNotContain("a", bed.Answer(Client));
        AssertDropped(bed, "a", "weighted", "has weight 0, others have more");
        using var none = Weighted(0, 0, 0);
        Assert.Equal(3, none.Answer(Client).Length);
    }

    private static Endpoint Host(string name, int weight = 1, int priority = 0) => new(name, "ams", IPAddress.Parse($"192.0.2.{name.Length}"), weight, priority);

    [Fact]
    public void Weighted_relies_on_the_network_only_where_it_had_a_choice()
    {
        using var bed = new SteeringBed(
            Given.Model(Given.Filter("nearest"), Given.Filter("weighted")),
            Given.Map(6, "203.0.112.0/24 5 90 90 90 90 90", "203.0.113.0/24 6 90 90 90 90 90", "198.51.100.0/24 5 5 90 90 90 90"));
        Assert.Equal(["ams"], bed.Answer(Client));
        Assert.True(bed.Decide(Client).ScopeLength <= 23);
        Assert.Equal(24, bed.Decide("198.51.100.0/24").ScopeLength);
    }

    private static SteeringBed Weighted(params int[] weights) => Weighted(1UL, weights);

    private static SteeringBed Weighted(ulong seed, params int[] weights) => new(
        Given.Model(WhenEmpty.All, [.. weights.Select((weight, i) => Host(((char)('a' + i)).ToString(), weight))], Given.Filter("weighted")), Given.Map(1), seed: seed);

    private static Dictionary<string, double> SharesOf(SteeringBed bed) =>
        Networks().GroupBy(network => bed.Answer(network)[0]).ToDictionary(group => group.Key, group => group.Count() / 20_000.0);

    private static IEnumerable<Prefix> Networks() => Enumerable.Range(0, 20_000).Select(i => Prefix.FromBits(isIPv6: false, (ulong)(i + 65_536) << 40, 0, 24));

    private static void AssertDropped(SteeringBed bed, string endpoint, string filter, string reason)
    {
        var explanation = Explanation.Of(bed.Table, 0, bed.Model.Names[0].Name, Prefix.Parse(Client), ClientSource.ClientSubnet, bed.Health);
        var candidate = explanation.Candidates.Single(candidate => candidate.Endpoint == endpoint);
        Assert.Equal((filter, reason), (candidate.DroppedBy, candidate.Reason));
    }
}
