using Proxima.Engine.Health;
using Proxima.Engine.Health.Agreement;

namespace Proxima.Tests.Health.Agreement;

/// <summary>The rows of docs/failure-modes.md on who sees what: one test each, over the program's own checks, votes and health words.</summary>
public sealed class PartitionTests
{
    private const double Fall = 20;
    private const double Settled = 60;

    [Fact]
    public void A_checker_that_is_cut_off_calls_itself_blind_and_answers_as_before()
    {
        using var world = new VantageWorld(nodes: 3, endpoints: 4);
        world.Run(Settled);
        world.Connect((node, _) => node != 0, (hearer, speaker) => hearer != 0 && speaker != 0);
        world.TakeChanges(0);
        world.Run(600);
        Assert.True(world.IsBlind(0));
        Assert.Equal("uuuu uuuu uuuu", world.Picture);
        Assert.Empty(world.TakeChanges(0));

        // Back again: what failed in the dark does not count.
        world.ConnectAll();
        world.Run(Settled);
        Assert.False(world.IsBlind(0));
        Assert.Empty(world.TakeChanges(0));
    }

    [Fact]
    public void A_blind_checker_that_hears_its_peers_believes_them()
    {
        using var world = new VantageWorld(nodes: 3, endpoints: 4);
        world.Run(Settled);
        world.Connect((node, _) => node != 0, (_, _) => true);
        world.Run(Settled);
        Assert.Equal("uuuu uuuu uuuu", world.Picture);
        world.KillEndpoint(2);
        world.Run(Fall);
        Assert.Equal("uudu uudu uudu", world.Picture);
    }

    [Theory]
    [InlineData(1, "uuuu uuuu uuuu")]
    [InlineData(2, "duuu duuu duuu")]
    public void A_site_that_some_do_not_reach_is_down_for_everybody_when_two_of_three_say_so(int blocked, string expected)
    {
        using var world = new VantageWorld(nodes: 3, endpoints: 4);
        world.Run(Settled);
        world.Connect((node, endpoint) => endpoint != 0 || node >= blocked, (_, _) => true);
        world.Run(Settled);
        Assert.Equal(expected, world.Picture);
        world.TakeChanges(0);
        world.Run(600);
        Assert.Empty(world.TakeChanges(0));
    }

    [Fact]
    public void Each_half_of_a_cut_cluster_answers_with_what_it_reaches_and_all_is_as_before_when_it_heals()
    {
        using var world = new VantageWorld(nodes: 4, endpoints: 4);
        world.Run(Settled);
        world.Connect((node, endpoint) => node / 2 == endpoint / 2, (hearer, speaker) => hearer / 2 == speaker / 2);
        world.TakeChanges(0);
        world.Run(600);
        Assert.Equal("uudd uudd dduu dduu", world.Picture);
        Assert.Equal(2, world.TakeChanges(0).Count);
        world.ConnectAll();
        world.Run(600);
        Assert.Equal("uuuu uuuu uuuu uuuu", world.Picture);
        Assert.Equal(2, world.TakeChanges(0).Count);
    }

    [Fact]
    public void An_endpoint_that_flaps_every_three_seconds_is_held_down_and_comes_back_when_it_stays_up()
    {
        using var world = new VantageWorld(nodes: 3, endpoints: 3, interval: TimeSpan.FromSeconds(1));
        world.Run(Settled);
        world.TakeChanges(0);
        for (var cycle = 0; cycle < 100; cycle++)
        {
            world.SetEndpoint(1, cycle % 2 == 1);
            world.Run(3);
        }

        Assert.InRange(world.TakeChanges(0).Count, 1, 6);
        Assert.Equal("udu udu udu", world.Picture);
        Assert.True(world.IsHeld(0, 1));
        world.SetEndpoint(1, isAlive: true);
        world.Run((FlapDamper.HalfLifeMs / 1000.0 * Math.Log2(FlapDamper.Most)) + 10);
        Assert.Equal("uuu uuu uuu", world.Picture);
    }

    [Fact]
    public void When_all_are_silent_everybody_is_blind_and_the_first_that_answers_shows_who_is_down()
    {
        using var world = new VantageWorld(nodes: 3, endpoints: 3);
        world.Run(Settled);
        world.Connect((_, _) => false, (_, _) => true);
        world.Run(600);
        Assert.Equal("uuu uuu uuu", world.Picture);
        Assert.All(Enumerable.Range(0, 3), node => Assert.True(world.IsBlind(node)));
        world.SetEndpoint(1, isAlive: true);
        world.Run(Settled);
        Assert.Equal("dud dud dud", world.Picture);
    }

    [Fact]
    public void A_node_whose_clock_is_a_day_off_has_its_vote_like_others()
    {
        using var world = new VantageWorld(nodes: 3, endpoints: 3);
        world.Restart(1, clockOff: TimeSpan.FromDays(-1));
        world.Restart(2, clockOff: TimeSpan.FromDays(1));
        world.Run(Settled);
        Assert.Equal("uuu uuu uuu", world.Picture);
        world.KillEndpoint(0);
        world.Run(Fall);
        Assert.Equal("duu duu duu", world.Picture);
    }

    [Fact]
    public void After_a_restart_a_node_knows_what_it_knew_and_hears_what_changed_meanwhile_before_its_own_checks_tell()
    {
        using var world = new VantageWorld(nodes: 3, endpoints: 3);
        world.Run(Settled);
        world.KillEndpoint(2);
        world.Run(Fall);
        world.Restart(0);
        Assert.Equal("uud uud uud", world.Picture);
        world.TakeChanges(0);
        world.Run(Settled);
        Assert.Empty(world.TakeChanges(0));

        // It is away while one comes back and another dies.
        world.Connect((node, _) => node != 0, (hearer, speaker) => hearer != 0 && speaker != 0);
        world.SetEndpoint(2, isAlive: true);
        world.Reaches[1, 0] = world.Reaches[2, 0] = false;
        world.Run(Settled);
        world.Restart(0);
        world.Connect((_, endpoint) => endpoint != 0, (_, _) => true);
        world.Run(1);
        Assert.Equal("duu duu duu", world.Picture);
    }

    [Fact]
    public void A_lone_node_that_is_restarted_changes_nothing_until_its_checks_have_told()
    {
        using var world = new VantageWorld(nodes: 1, endpoints: 3);
        world.Run(Settled);
        world.KillEndpoint(2);
        world.Run(Fall);
        world.Restart(0);
        world.TakeChanges(0);
        world.Run(Settled);
        Assert.Equal("uud", world.Picture);
        Assert.Empty(world.TakeChanges(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_lone_node_that_is_restarted_while_its_network_is_down_answers_as_before_and_believes_its_checks_when_it_is_back(int fall)
    {
        using var world = new VantageWorld(nodes: 1, endpoints: 6, fall: fall);
        world.Run(Settled);
        world.KillEndpoint(2);
        world.Run(Fall);
        Assert.Equal("uuduuu", world.Picture);
        world.Connect((_, _) => false, (_, _) => true);
        world.Restart(0);
        world.TakeChanges(0);
        world.Run(Settled);
        Assert.Equal("uuduuu", world.Picture);
        Assert.Empty(world.TakeChanges(0));
        Assert.True(world.IsBlind(0));

        world.ConnectAll();
        world.KillEndpoint(4);
        world.Run(Settled);
        Assert.Equal("uuuudu", world.Picture);
        Assert.False(world.IsBlind(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_lone_node_that_is_cut_off_takes_nobody_out_however_few_failures_it_waits_for(int fall)
    {
        using var world = new VantageWorld(nodes: 1, endpoints: 6, fall: fall);
        world.Run(Settled);
        world.Connect((_, _) => false, (_, _) => true);
        world.TakeChanges(0);
        world.Run(600);
        Assert.Empty(world.TakeChanges(0));
        Assert.True(world.IsBlind(0));
    }

    [Fact]
    public void Nine_nodes_load_a_target_as_three_do_and_others_take_over_from_those_that_die()
    {
        using var world = new VantageWorld(nodes: 9, endpoints: 6);
        world.Run(Settled);
        ExpectThreeVantages(world, Settled);

        world.Connect((_, _) => true, (hearer, speaker) => hearer > 3 && speaker > 3);
        world.Run(Settled);
        world.KillEndpoint(1);
        world.Run(Fall + (HealthAgreement.StaleAfterMs / 1000.0));
        Assert.All(Enumerable.Range(4, 5), node => Assert.Equal(EndpointStatus.Down, world.Status(node, 1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Whatever_breaks_nodes_that_hear_each_other_agree_on_what_they_reach_and_nothing_swings(int seed)
    {
        var random = new Random(seed);
        using var world = new VantageWorld(nodes: 5, endpoints: 6);
        world.Run(Settled);
        for (var phase = 0; phase < 12; phase++)
        {
            // Zones cut the world into parts; the first endpoint of each lives, so that no part is wholly in the dark.
            var zones = random.Next(1, 4);
            var nodeZone = Enumerable.Range(0, world.Nodes).Select(_ => random.Next(zones)).ToArray();
            var endpointZone = Enumerable.Range(0, world.Endpoints).Select(endpoint => endpoint < zones ? endpoint : random.Next(zones)).ToArray();
            var isAlive = Enumerable.Range(0, world.Endpoints).Select(endpoint => endpoint < zones || random.Next(4) > 0).ToArray();
            world.Connect((node, endpoint) => isAlive[endpoint] && nodeZone[node] == endpointZone[endpoint], (hearer, speaker) => nodeZone[hearer] == nodeZone[speaker]);
            world.Run(150);
            Enumerable.Range(0, world.Nodes).ToList().ForEach(node => world.TakeChanges(node));
            for (var node = 0; node < world.Nodes; node++)
            {
                for (var endpoint = 0; endpoint < world.Endpoints; endpoint++)
                {
                    var isReached = isAlive[endpoint] && nodeZone[node] == endpointZone[endpoint];
                    var isRight = world.Status(node, endpoint) == (isReached ? EndpointStatus.Up : EndpointStatus.Down) || (isReached && world.IsHeld(node, endpoint));
                    Assert.True(isRight, $"phase {phase}, node {node}, endpoint {endpoint}, reached {isReached}: {world.Picture}");
                }
            }

            world.Run(60);
            Assert.All(Enumerable.Range(0, world.Nodes), node => Assert.All(world.TakeChanges(node), change => Assert.Equal(EndpointStatus.Up, change.Status)));
        }
    }

    private static void ExpectThreeVantages(VantageWorld world, double seconds)
    {
        Enumerable.Range(0, world.Endpoints).ToList().ForEach(endpoint => world.TakeAttempts(endpoint));
        world.Run(seconds);

        // Attempts come 0.81 to 0.99 of the interval of 5 s apart.
        Assert.All(Enumerable.Range(0, world.Endpoints), endpoint => Assert.InRange(world.TakeAttempts(endpoint), 3 * seconds / 5, 3 * seconds / 5 / 0.81 + 3));
    }
}
