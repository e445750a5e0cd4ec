using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

public sealed class DecideTests
{
    private static readonly FilterSettings[] Five =
    [
        Given.Filter("healthy"), Given.Filter("failover"), Given.Filter("nearest"), Given.Filter("weighted"), Given.Filter("take", ("n", "2")),
    ];

    [Fact]
    public void A_decision_allocates_nothing()
    {
        using var bed = new SteeringBed(Given.Model(Five), Given.Map(6, "203.0.113.0/24 10 12 15 80 90 100", "2001:db8::/48 90 80 70 10 12 15"));
        bed.Set("fra", EndpointStatus.Down);
        var clients = (Prefix[])[Prefix.Parse("203.0.113.0/24"), Prefix.Parse("2001:db8::7"), Prefix.Parse("198.51.100.1")];
        var kept = 0;
        Assert.Equal(0, Allocations.InTheLeanestTurn(() =>
        {
            for (var i = 0; i < 3000; i++)
            {
                kept += bed.Decide(clients[i % 3], i & 1).Kept;
            }
        }));
        Assert.True(kept >= 3000);
    }

    [Theory]
    [InlineData(WhenEmpty.All, 6)]
    [InlineData(WhenEmpty.None, 0)]
    [InlineData(WhenEmpty.Static, 0)]
    public void When_nobody_is_left_the_policy_says_what_is_answered(WhenEmpty whenEmpty, int kept)
    {
        using var bed = new SteeringBed(Given.Model(whenEmpty, 6, Given.Filter("healthy"), Given.Filter("nearest")), Given.Map(6, "203.0.113.0/24 90 80 70 10 12 15"));
        foreach (var site in Given.Sites)
        {
            bed.Set(site, EndpointStatus.Down);
        }

        var decision = bed.Decide("203.0.113.0/24");
        Assert.Equal((kept, 6, true), (decision.Kept, decision.Considered, decision.WasEmpty));
        Assert.Equal(Given.Sites.Take(kept), bed.Answer("203.0.113.0/24"));
        byte[] expected = whenEmpty == WhenEmpty.Static ? [4, 0, 198, 51, 100, 1] : [];
        Assert.Equal(expected, bed.Table.StaticRdatasOf(0).ToArray());
    }

    [Fact]
    public void A_name_has_an_A_record_from_its_IPv4_endpoints_and_an_AAAA_record_from_its_IPv6_ones()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("nearest")), Given.Map(6, "2001:db8::/48 90 80 70 10 50 60"));
        var aaaa = bed.Find("WWW.example.org.", Proxima.Dns.Records.RecordType.AAAA);
        Assert.Equal((0, 1), (bed.Find("www.example.org."), aaaa));
        Assert.Equal(["sin6"], bed.Answer("2001:db8::1", aaaa));
        Assert.Equal(16, bed.Table.AddressOf(bed.Candidates[0].Endpoint).Length);
        Assert.Equal(-1, bed.Find("other.example.org."));
    }

    [Fact]
    public void A_chain_that_never_looks_at_the_client_has_scope_0()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("healthy"), Given.Filter("take")), Given.Map(6, "203.0.113.0/24 90 80 70 10 12 15"));
        Assert.Equal(0, bed.Decide("203.0.113.0/24").ScopeLength);
    }

    [Fact]
    public void The_scope_is_as_wide_as_neighbours_are_served_alike_and_not_the_source_length()
    {
        using var bed = new SteeringBed(
            Given.Model(WhenEmpty.All, 2, Given.Filter("nearest"), Given.Filter("take", ("n", "1"))),
            Given.Map(2, "192.0.0.0/24 10 90", "192.0.1.0/24 11 80", "192.0.2.0/24 90 10", "10.0.0.0/8 10 90"));
        Assert.Equal("ams", bed.Answer("192.0.1.0/24")[0]);
        Assert.Equal(23, bed.Decide("192.0.1.0/24").ScopeLength);
        Assert.Equal("fra", bed.Answer("192.0.2.0/24")[0]);
        Assert.Equal(24, bed.Decide("192.0.2.77").ScopeLength);
        Assert.True(bed.Decide("10.1.2.0/24").ScopeLength <= 8);
    }

    [Fact]
    public void A_map_in_which_all_are_served_alike_has_scope_0()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("nearest")), Given.Map(6, "203.0.113.0/24 10 80 80 80 80 80", "198.51.0.0/16 20 90 90 90 90 90"));
        Assert.Equal(0, bed.Decide("203.0.113.9").ScopeLength);
    }

    [Fact]
    public void An_answer_stands_on_the_rung_of_the_figure_that_put_it_first()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("nearest")), Given.Map(6, "203.0.113.0/24 50 80 - - - -", "203.0.112.0/24 - - 5 - - -", "2001:db8::/48 1 2 - - - -"));
        Assert.Equal((Rung.Covering, "nyc"), (bed.Decide("203.0.113.0/24").Rung, bed.Answer("203.0.113.0/24")[0]));
        Assert.Equal(Rung.Measured, bed.Decide("203.0.112.0/24").Rung);
        Assert.Equal(Rung.Covering, bed.Decide("203.0.114.0/24").Rung);
        Assert.Equal(Rung.Prior, bed.Decide("9.9.9.9").Rung);
    }

    [Fact]
    public void A_list_of_more_than_64_candidates_is_refused_at_the_build()
    {
        var endpoints = Enumerable.Range(0, SteeringTable.MaxCandidates + 1).Select(i => new Endpoint($"e{i}", "ams", new System.Net.IPAddress([192, 0, 2, (byte)i]))).ToList();
        Assert.Throws<ArgumentOutOfRangeException>(() => new SteeringBed(Given.Model(WhenEmpty.All, endpoints), Given.Map(1)));
        using var bed = new SteeringBed(Given.Model(WhenEmpty.All, endpoints[1..], Five), Given.Map(1));
        Assert.Equal(2, bed.Decide("192.0.2.1").Kept);
    }

    [Fact]
    public void A_chain_longer_than_16_filters_is_refused_at_the_build()
    {
        var filters = Enumerable.Repeat(Given.Filter("healthy"), Chain.MaxLength + 1).ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() => new SteeringBed(Given.Model(filters), Given.Map(6)));
        using var bed = new SteeringBed(Given.Model(filters[1..]), Given.Map(6));
        Assert.Equal(6, bed.Decide("192.0.2.1").Kept);
    }
}
