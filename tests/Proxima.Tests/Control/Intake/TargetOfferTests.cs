using System.Net;
using Proxima.Control.Intake;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Settings.Node;

namespace Proxima.Tests.Control.Intake;

public sealed class TargetOfferTests
{
    private readonly ManualTime time = new();
    private readonly ClientNetworks networks = new(SpecialNetworkRule.Auto);
    private Func<Prefix, double> worth = _ => 1;

    [Fact]
    public void What_a_probe_is_worth_counts_before_the_list_is_cut()
    {
        // The least asked network is the only one whose decision is open.
        var count = TargetList.MaxReply + 5_000;
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
        Assert.True(targets[0].Weight > targets[1].Weight);
        Assert.Equal([1, 1], targets.Select(target => target.Queries));
    }

    [Fact]
    public void More_networks_than_a_reply_holds_all_get_their_turn()
    {
        var count = TargetList.MaxReply + 5_000;
        var offer = Offer(Enumerable.Range(0, count).Select(number => Row(number, count - number)));
        var offered = new HashSet<string>();
        for (var interval = 0; interval < 20; interval++)
        {
            var targets = offer.Current("fra").Targets;
            Assert.InRange(targets.Count, TargetList.MaxReply - 750, TargetList.MaxReply);
            Assert.Equal(targets.Count, targets.DistinctBy(target => target.Network).Count());
            offered.UnionWith(targets.Select(target => target.Network));
            time.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Equal(count, offered.Count);
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
        _ => network => worth(network),
        new TargetRules(networks, _ => 64_501),
        time);
}
