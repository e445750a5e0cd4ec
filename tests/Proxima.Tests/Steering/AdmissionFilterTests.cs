using Proxima.Engine.Health;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>slowstart, quota and capacity: filters that give an endpoint a share of the clients that would come to it.</summary>
public sealed class AdmissionFilterTests
{
    private const int Sample = 4000;

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(30, 0.333)]
    [InlineData(60, 0.667)]
    [InlineData(90, 1)]
    public void Slowstart_gives_an_endpoint_that_came_back_its_clients_in_proportion_to_its_age(int secondsUp, double share)
    {
        using var bed = Bed(Given.Filter("slowstart", ("over", "90s")));
        bed.Set("ams", word => word.WithUnsettled(HealthWord.MaxUnsettledSeconds - secondsUp));
        AssertShare(bed, "ams", share);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.8, 1)]
    [InlineData(0.85, 0.75)]
    [InlineData(0.95, 0.25)]
    [InlineData(1, 0)]
    [InlineData(1.2, 0)]
    public void Quota_takes_clients_away_before_the_cap_and_the_last_one_at_it(double used, double share)
    {
        using var bed = Bed(Given.Filter("quota"));
        bed.Set("ams", word => word.WithUsed(used));
        AssertShare(bed, "ams", share);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.4, 0.6)]
    [InlineData(1, 0)]
    public void Capacity_sheds_the_share_that_the_control_process_decided(double shed, double share)
    {
        using var bed = Bed(Given.Filter("capacity"));
        bed.Set("ams", word => word.WithShed(shed));
        AssertShare(bed, "ams", share);
    }

    [Fact]
    public void A_growing_share_adds_networks_and_takes_none_away()
    {
        using var bed = Bed(Given.Filter("quota"));
        var admitted = new HashSet<Engine.Latency.Prefix>();
        foreach (var used in (double[])[1, 0.97, 0.94, 0.9, 0.86, 0.83, 0.8])
        {
            bed.Set("ams", word => word.WithUsed(used));
            var now = OrderFilterTests.Networks().Take(500).Where(network => bed.Answer(network)[0] == "ams").ToHashSet();
            Assert.Superset(admitted, now);
            admitted = now;
        }

        Assert.Equal(500, admitted.Count);
    }

    [Fact]
    public void Where_everybody_is_shed_everybody_stays()
    {
        using var bed = Bed(Given.Filter("capacity"));
        foreach (var site in Given.Sites)
        {
            bed.Set(site, word => word.WithShed(1));
        }

        Assert.Equal(Given.Sites, bed.Answer("203.0.113.0/24"));
    }

    [Fact]
    public void Scopes_are_as_long_as_the_hashed_network_only_while_somebody_is_shed()
    {
        using var bed = Bed(Given.Filter("slowstart"), Given.Filter("quota"), Given.Filter("capacity"));
        Assert.Equal(0, bed.Decide("203.0.113.0/24").ScopeLength);
        bed.Set("ams", word => word.WithShed(0.5));
        bed.Set("ams6", word => word.WithShed(0.5));
        Assert.Equal((24, 48), (bed.Decide("203.0.113.9").ScopeLength, bed.Decide("2001:db8::/56", 1).ScopeLength));
    }

    [Fact]
    public void The_reason_says_how_much_is_left_and_why()
    {
        using var bed = Bed(Given.Filter("slowstart", ("over", "5m")), Given.Filter("quota"), Given.Filter("capacity"));
        bed.Set("ams", word => word.WithUnsettled(HealthWord.MaxUnsettledSeconds - 12));
        bed.Set("fra", word => word.WithUsed(1));
        bed.Set("nyc", word => word.WithShed(1));
        var network = OrderFilterTests.Networks().First(network => bed.Answer(network)[0] == "sin").ToString();
        Assert.Equal(("slowstart", "came back 12 s ago and starts over 300 s: it takes 5 % of the networks that would come to it, and this one is not among them"), bed.WhyNot("ams", network));
        Assert.Equal(("quota", "its site has used 100 % of its quota: it takes 0 % of the networks that would come to it, and this one is not among them"), bed.WhyNot("fra", network));
        Assert.Equal(("capacity", "reports more load than its target: it takes 0 % of the networks that would come to it, and this one is not among them"), bed.WhyNot("nyc", network));
    }

    [Fact]
    public void A_word_keeps_its_numbers_apart()
    {
        var word = default(HealthWord).With(EndpointStatus.Draining, 1_795_420_800).WithUnsettled(4095).WithShed(0.6).WithUsed(1.275);
        Assert.Equal((EndpointStatus.Draining, 1_795_420_800u, 4095, 0.6, 1.275), (word.Status, word.SinceUnixSeconds, word.UnsettledSeconds, word.Shed, word.Used));
        word = word.With(EndpointStatus.Up, 5).WithUnsettled(-3).WithShed(-1).WithUsed(9);
        Assert.Equal((EndpointStatus.Up, 5u, 0, 0.0, HealthWord.MaxUsed), (word.Status, word.SinceUnixSeconds, word.UnsettledSeconds, word.Shed, word.Used));
    }

    private static SteeringBed Bed(params FilterSettings[] chain) => new(Given.Model(chain), Given.Map(6));

    private static void AssertShare(SteeringBed bed, string endpoint, double share)
    {
        var admitted = OrderFilterTests.Networks().Take(Sample).Count(network => bed.Answer(network).Contains(endpoint));
        Assert.InRange(admitted / (double)Sample, share - 0.025, share + 0.025);
    }
}
