using System.Net;
using Proxima.Control.Intake;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;
using Proxima.Settings.Node;

namespace Proxima.Tests.Control.Intake;

public sealed class TargetOfferTests
{
    private readonly ManualTime time = new();
    private readonly ClientNetworks networks = new(SpecialNetworkRule.Auto);
    private Func<Prefix, double> worth = _ => 1;
    private Func<Prefix, PathNews> news = _ => default;

    [Fact]
    public void Of_more_networks_than_the_budget_is_for_the_one_with_an_open_decision_is_due_first()
    {
        // The least asked network is the only one whose decision is open.
        const int count = 25_000;
        worth = network => network == Network(count - 1) ? 1 : ProbeWorth.Least;
        var offer = Offer(Enumerable.Range(0, count).Select(number => Row(number, number == count - 1 ? 10 : 20)));
        Assert.Equal(Network(count - 1).ToString(), offer.Current("fra").Targets[0].Network);
    }

    [Fact]
    public void Two_networks_with_a_question_each_are_told_apart_by_the_worth_of_their_probes()
    {
        worth = network => network == Network(2) ? 0.9 : 0.1;
        var targets = Offer([Row(1, 1), Row(2, 1)]).Current("fra").Targets;
        Assert.Equal([Network(2).ToString(), Network(1).ToString()], targets.Select(target => target.Network));
        Assert.True(targets[0].Weight > targets[1].Weight && targets[0].DueMs < targets[1].DueMs);
        Assert.Equal([1, 1], targets.Select(target => target.Queries));
    }

    [Fact]
    public void Of_more_networks_than_the_budget_is_for_all_get_their_turn_and_a_reply_names_only_what_is_due()
    {
        // What a site tried is known, and none of these ever answered: their turns come by the clock alone.
        const int count = 25_000;
        var tried = new HashSet<string>();
        news = network => tried.Contains(network.ToString()) ? new PathNews(0, false, 1) : default;
        var offer = Offer(Enumerable.Range(0, count).Select(number => Row(number, count - number)));
        for (var minute = 0; minute < 240 && tried.Count < count; minute++)
        {
            var targets = offer.Current("fra").Targets;
            Assert.InRange(targets.Count, 1, 10_000);
            Assert.Equal(targets.Count, targets.DistinctBy(target => target.Network).Count());
            tried.UnionWith(targets.Where(target => target.DueMs < 60_000).Select(target => target.Network));
            time.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Equal(count, tried.Count);
    }

    [Fact]
    public void A_network_whose_own_connections_tell_is_not_named_and_status_says_how_many_are_spared()
    {
        news = network => network == Network(1) ? new PathNews(time.GetUtcNow().ToUnixTimeMilliseconds() - 1000, true, 0) : default;
        var offer = Offer([Row(1, 1), Row(2, 1)]);
        var due = offer.Current("fra").Targets.Where(target => target.DueMs == 0);
        Assert.Equal([Network(2).ToString()], due.Select(target => target.Network));
        Assert.Equal(("fra", 2, 1), (offer.Planned[0].Site, offer.Planned[0].Networks, offer.Planned[0].Spared));
    }

    [Fact]
    public void An_agent_that_wants_to_measure_more_often_is_planned_for_so()
    {
        var reply = Offer([Row(1, 1)]).Current("fra", TimeSpan.FromSeconds(2));
        Assert.Equal((2000, 2000), (reply.IntervalMs, reply.Targets[0].IntervalMs));
        Assert.Equal(TargetOffer.ShortestInterval.TotalMilliseconds, Offer([Row(1, 1)]).Current("fra", TimeSpan.Zero).IntervalMs);
    }

    [Fact]
    public void Who_opted_out_is_offered_to_no_agent_nor_is_an_address_of_theirs_in_a_wider_network()
    {
        networks.OptOut(new PrefixSet([Network(1), Prefix.Parse("8.0.2.1"), Prefix.Parse("2a00:1450::/32")]));
        var offer = Offer([Row(1, 1), Row(2, 1), Row(3, 1), new TargetRow(Prefix.Parse("2a00:1450:7::/48"), IPAddress.Parse("2a00:1450:7::1"), false, 1, 0)]);
        Assert.Equal([Network(3).ToString()], offer.Current("fra").Targets.Select(target => target.Network));
    }

    [Fact]
    public void A_private_network_that_asked_a_server_on_the_internet_is_not_probed()
    {
        networks.Take([IPAddress.Parse("8.8.4.4")]);
        var offer = Offer([Row(1, 1), new TargetRow(Prefix.Parse("10.0.0.0/24"), IPAddress.Parse("10.0.0.1"), false, 5, 0)]);
        Assert.Equal([Network(1).ToString()], offer.Current("fra").Targets.Select(target => target.Network));
    }

    [Fact]
    public void Limits_contact_and_autonomous_systems_go_to_the_agent()
    {
        var reply = Offer([Row(1, 1)]).Current("fra");
        Assert.Equal((7, "https://example.org/probes", 64_501), (reply.PerAsPerSecond, reply.Contact, reply.Targets[0].As));
    }

    private static Prefix Network(int number) => Prefix.Parse($"8.{number >> 8}.{number & 255}.0/24");

    private static TargetRow Row(int number, long queries) => new(Network(number), IPAddress.Parse($"8.{number >> 8}.{number & 255}.1"), false, queries, 0);

    private TargetOffer Offer(IEnumerable<TargetRow> rows) => new(
        new TargetSources(new TargetList(rows, 100_000), () => []),
        new MeasureSettings { PerAsPerSecond = 7, Contact = "https://example.org/probes" },
        _ => network => new PathOutlook(worth(network), news(network)),
        new TargetRules(networks, _ => 64_501),
        time);
}
