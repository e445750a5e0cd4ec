using System.Net;
using System.Text;
using Proxima.Control.Monitoring;
using Proxima.Engine.Health;
using Proxima.Engine.Health.Agreement;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Control.Peers;

/// <summary>What checks say, told between nodes over the peers' door; what comes of it is tested in <c>Health/Agreement</c>.</summary>
public sealed class VoteTests
{
    private const string Endpoint = "pool/one@192.0.2.1";

    [Fact]
    public async Task A_peer_is_told_what_this_node_says_and_only_changes_from_then_on()
    {
        await using var cluster = new Cluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var votes = a.Node.Health.Votes;
        var tell = a.Node.Peers.Tell(votes, "node-a");
        votes.Watch(Endpoint, 100, new VoteRule(Quorum.Default, IsShared: true, SettleMs: 0));
        b.Node.Health.Votes.Watch(Endpoint, 100, new VoteRule(Quorum.Default, IsShared: true, SettleMs: 0));
        votes.Begin(Endpoint, isChecking: true);
        await Task.WhenAll(tell.Select(one => one.SendAsync(default)));
        Assert.Equal([("node-a", "learning")], b.Node.Health.Votes.VotesOn(Endpoint, "b"));

        votes.Begin(Endpoint, isChecking: false);
        await Task.WhenAll(tell.Select(one => one.SendAsync(default)));
        Assert.Empty(b.Node.Health.Votes.VotesOn(Endpoint, "b"));
        Assert.Equal("node-a", Assert.Single(b.Node.Health.Votes.Vantages).Vantage);
    }

    [Fact]
    public void A_report_of_changes_that_does_not_follow_what_is_held_is_asked_for_whole()
    {
        var time = new ManualTime();
        var book = new VoteBook("self", new HealthSlots(new HealthTable(1), time), _ => { }, time);
        Assert.Equal(-1, book.Hear("peer", new VoteReport("p", "run", Blind: false, From: 3, Round: 4, [])));
        Assert.Equal(4, book.Hear("peer", new VoteReport("p", "run", Blind: false, From: 0, Round: 4, [])));
        Assert.Equal(5, book.Hear("peer", new VoteReport("p", "run", Blind: false, From: 4, Round: 5, [])));
        Assert.Equal(-1, book.Hear("peer", new VoteReport("p", "another run", Blind: false, From: 5, Round: 6, [])));
    }

    [Fact]
    public async Task Nobody_but_a_peer_has_a_vote()
    {
        await using var cluster = new Cluster();
        var node = await cluster.StartAsync("a");
        using var body = new StringContent("""{"vantage":"x","run":"1","blind":false,"from":0,"round":1,"votes":[]}""", Encoding.UTF8, "application/json");
        using var response = await node.Client.PostAsync("/api/v1/votes", body);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("peers-only", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(node.Node.Health.Votes.Vantages);
    }
}
