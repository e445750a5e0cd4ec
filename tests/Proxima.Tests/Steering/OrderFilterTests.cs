using System.Net;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Tests.Steering;

/// <summary>sticky and rotate.</summary>
public sealed class OrderFilterTests
{
    private static readonly FilterSettings Sticky = Given.Filter("sticky");

    [Fact]
    public void Sticky_gives_one_network_the_same_site_for_every_name_and_both_families()
    {
        var model = Given.Model(Sticky, Given.Filter("take", ("n", "1")));
        model = model with { Names = [.. model.Names, new SteeredName(DomainName.Parse("sip.example.org."), "web", "policy")] };
        using var bed = new SteeringBed(model, Given.Map(6));
        var (a, aaaa, other) = (bed.Find("www.example.org."), bed.Find("www.example.org.", RecordType.AAAA), bed.Find("sip.example.org."));
        foreach (var network in Networks().Take(200))
        {
            Assert.Equal(bed.Answer(network, a), bed.Answer(network, other));
            Assert.Equal(bed.Answer(network, a)[0] + "6", bed.Answer(network, aaaa)[0]);
        }
    }

    [Fact]
    public void Sticky_moves_only_the_networks_of_an_endpoint_that_goes()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("healthy"), Sticky, Given.Filter("take", ("n", "1"))), Given.Map(6));
        var before = Networks().Take(2000).ToDictionary(network => network, network => bed.Answer(network)[0]);
        bed.Set("nyc", Engine.Health.EndpointStatus.Down);
        Assert.All(before, pair => Assert.True(pair.Value == "nyc" ? bed.Answer(pair.Key)[0] != "nyc" : bed.Answer(pair.Key)[0] == pair.Value));
        Assert.All(before.GroupBy(pair => pair.Value), share => Assert.InRange(share.Count(), 260, 410));
    }

    [Fact]
    public void Sticky_hashes_as_many_bits_as_the_policy_says_and_that_is_the_scope()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("sticky", ("ipv4", "16"), ("ipv6", "32"))), Given.Map(6));
        Assert.Equal(bed.Answer("203.0.113.0/24"), bed.Answer("203.0.7.9"));
        Assert.Equal((16, 32), (bed.Decide("203.0.113.0/24").ScopeLength, bed.Decide("2001:db8:1::/48").ScopeLength));
    }

    [Fact]
    public void Rotate_lets_each_network_begin_elsewhere_and_keeps_the_neighbours()
    {
        using var bed = new SteeringBed(Given.Model(Given.Filter("rotate")), Given.Map(6));
        var firsts = new Dictionary<string, int>();
        foreach (var network in Networks().Take(3000))
        {
            var answer = bed.Answer(network);
            var start = Array.IndexOf(Given.Sites, answer[0]);
            Assert.Equal(Given.Sites[start..].Concat(Given.Sites[..start]), answer);
            firsts[answer[0]] = firsts.GetValueOrDefault(answer[0]) + 1;
        }

        Assert.Equal(6, firsts.Count);
        Assert.All(firsts, first => Assert.InRange(first.Value, 420, 580));
    }

    [Fact]
    public void Rotate_with_a_period_moves_everybody_one_place_on_with_each_period()
    {
        var chain = Given.Filter("rotate", ("every", "10m"));
        var model = Given.Model(chain);
        var now = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(90);
        Assert.Equal(now.AddSeconds(510), FilterCatalog.NextChange(model, now));
        using var before = new SteeringBed(model, Given.Map(6), at: now);
        using var same = new SteeringBed(model, Given.Map(6), at: now.AddSeconds(509));
        using var after = new SteeringBed(model, Given.Map(6), at: now.AddSeconds(510));
        foreach (var network in Networks().Take(50))
        {
            Assert.Equal(before.Answer(network), same.Answer(network));
            Assert.Equal(before.Answer(network)[1], after.Answer(network)[0]);
        }
    }

    internal static IEnumerable<Prefix> Networks() => Enumerable.Range(0, 20_000).Select(i => Prefix.FromAddress(new IPAddress([(byte)(1 + (i % 200)), (byte)(i >> 8), (byte)i, 0]), 24));
}
