using System.Net;
using Proxima.Control.Intake;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Control;

public sealed class TargetListTests
{
    private static readonly long HalfLifeMs = (long)TargetList.HalfLife.TotalMilliseconds;

    [Fact]
    public void The_most_asked_come_first()
    {
        var targets = new TargetList([], most: 10);
        targets.Observe([Seen(1, 5), Seen(2, 50), Seen(3, 7)], 1000);
        Assert.Equal([Network(2), Network(3), Network(1)], targets.MostAsked.Select(row => row.Network));
    }

    [Fact]
    public void A_network_that_asks_for_the_first_time_is_told_from_one_that_asks_again()
    {
        var targets = new TargetList([], most: 10);
        Assert.True(targets.Observe([Seen(1, 5)], 1000));
        Assert.False(targets.Observe([Seen(1, 6)], 2000));
        Assert.True(targets.Observe([Seen(1, 6), Seen(2, 1)], 3000));
    }

    [Fact]
    public void A_network_that_has_gone_falls_behind_those_that_ask_now()
    {
        var targets = new TargetList([Row(1, 1000, atMs: 0)], most: 10);
        targets.Observe([Seen(2, 10)], 0);
        Assert.Equal([Network(1), Network(2)], targets.MostAsked.Select(row => row.Network));

        targets.Observe([Seen(2, 11)], 7 * HalfLifeMs);
        Assert.Equal([(Network(2), 11L), (Network(1), 8L)], targets.MostAsked.Select(row => (row.Network, row.Queries)));
    }

    [Fact]
    public void A_full_list_of_the_last_run_gives_way_to_networks_that_ask_now()
    {
        var targets = new TargetList([Row(1, 1_000_000, 0), Row(2, 1_000_000, 0)], most: 2);
        targets.Observe([Seen(3, 2)], 24 * HalfLifeMs);
        Assert.Contains(Network(3), targets.MostAsked.Select(row => row.Network));
        Assert.Single(targets.TakeChanges().Removed);
    }

    [Fact]
    public void A_restart_does_not_change_the_order()
    {
        var targets = new TargetList([Row(1, 100, 0), Row(2, 60, HalfLifeMs)], most: 10);
        Assert.Equal([(Network(2), 60L), (Network(1), 50L)], targets.MostAsked.Select(row => (row.Network, row.Queries)));
    }

    private static Prefix Network(int number) => Prefix.Parse($"203.0.{number}.0/24");

    private static SeenNetwork Seen(int number, long asked) => new(Network(number), Network(number), asked);

    private static TargetRow Row(int number, long queries, long atMs) => new(Network(number), IPAddress.Parse($"203.0.{number}.1"), false, queries, atMs);
}
