using System.Net;
using Proxima.Dns.Names;
using Proxima.Engine.Health;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>What is answered when the chain keeps nobody, and when too little of a pool is left.</summary>
public sealed class WhenEmptyTests
{
    private const string Client = "203.0.113.0/24";

    [Fact]
    public void Previous_answers_by_the_chain_as_if_those_that_went_down_last_were_up()
    {
        var model = Given.Model(WhenEmpty.Previous, 6, Given.Filter("healthy"), Given.Filter("nearest"));
        using var bed = new SteeringBed(model, Given.Map(6, $"{Client} 20 21 90 91 92 93"));
        DownAt(bed, ("ams", 1000), ("fra", 9000), ("nyc", 9990), ("sin", 9950), ("syd", 9929), ("gru", 5000));
        var decision = bed.Decide(Client);
        Assert.Equal(["nyc", "sin"], bed.Answer(Client));
        Assert.True(decision.WasEmpty);
        Assert.Equal(EndpointStatus.Down, bed.Candidates[0].Status);
    }

    [Fact]
    public void Previous_answers_all_where_nobody_went_down_by_himself()
    {
        using var bed = new SteeringBed(Given.Model(WhenEmpty.Previous, 6, Given.Filter("healthy")), Given.Map(6));
        foreach (var site in Given.Sites)
        {
            bed.Set(site, EndpointStatus.ForcedDown);
        }

        Assert.Equal(Given.Sites, bed.Answer(Client));
    }

    [Theory]
    [InlineData(0, 0.5, "a1 a2 a3 a4")]
    [InlineData(2, 0.5, "a3 a4")]
    [InlineData(3, 0.5, "b1 b2")]
    [InlineData(3, 0, "a4")]
    [InlineData(4, 0, "b1 b2")]
    public void Below_min_healthy_the_next_pool_is_used(int down, double minHealthy, string expected)
    {
        using var bed = TwoPools(minHealthy);
        for (var i = 1; i <= down; i++)
        {
            bed.Set($"a{i}", EndpointStatus.Down);
        }

        Assert.Equal(expected.Split(' '), bed.Answer(Client));
    }

    [Fact]
    public void Where_no_pool_has_enough_the_one_with_the_largest_share_is_used_and_with_nobody_the_first()
    {
        using var bed = TwoPools(0.9);
        DownAt(bed, ("a1", 1), ("b1", 1));
        Assert.Equal(["a2", "a3", "a4"], bed.Answer(Client));
        DownAt(bed, ("a2", 1), ("a3", 1), ("a4", 1), ("b2", 1));
        Assert.Equal(["a1", "a2", "a3", "a4"], bed.Answer(Client));
    }

    [Fact]
    public void A_pool_that_is_not_used_says_why()
    {
        using var bed = TwoPools(0.5);
        Assert.Equal(("min-healthy", "its pool is a reserve, and one before it is in use"), bed.WhyNot("b1", Client));
        DownAt(bed, ("a1", 1), ("a2", 1), ("a3", 1));
        Assert.Equal(("min-healthy", "of its pool 1 of 4 are available, min-healthy is 50 %"), bed.WhyNot("a1", Client));
    }

    private static void DownAt(SteeringBed bed, params (string Endpoint, int Second)[] downs)
    {
        foreach (var (endpoint, second) in downs)
        {
            bed.Set(endpoint, word => word.With(EndpointStatus.Down, second));
        }
    }

    private static SteeringBed TwoPools(double minHealthy)
    {
        Pool PoolOf(string name, int count, int from) => new(name, [.. Enumerable.Range(1, count).Select(i => new Endpoint($"{name}{i}", "ams", IPAddress.Parse($"192.0.2.{from + i}")))]);
        var model = new SteeringModel(
            [new Site("ams")],
            [PoolOf("a", 4, 0), PoolOf("b", 2, 10)],
            [],
            [new Policy("policy", [Given.Filter("healthy")]) { MinHealthy = minHealthy }],
            [new SteeredName(DomainName.Parse("www.example.org."), "a", "policy") { NextPools = ["b"] }]);
        return new SteeringBed(model, Given.Map(1));
    }
}
