using System.Diagnostics;

namespace Proxima.EndToEnd;

/// <summary>The emulated internet does what its file and its control socket say; measured by ping and a TCP connection, not by itself.</summary>
[Collection(AloneGroup.Name)]
public sealed class PathTests(SmallWorld fixture) : IClassFixture<SmallWorld>
{
    /// <summary>What a busy machine may add to the quickest of a few pings; no ping may be quicker than its path.</summary>
    private const double ToleranceMs = 5;

    [Theory]
    [InlineData("10.2.0.1")]
    [InlineData("10.2.200.7")]
    [InlineData("10.22.0.9")]
    [InlineData("fd00:2::1")]
    [InlineData("fd00:2:abcd::5")]
    public async Task A_ping_takes_the_round_trip_time_of_its_path_to_any_address_of_a_host(string address)
    {
        var world = fixture.Get();
        world.Say("set left right rtt=40ms jitter=0ms loss=0%");
        await AssertRtt(world, "left", address, 40);
    }

    [Fact]
    public async Task A_round_trip_time_changed_at_run_time_is_the_next_pings_time()
    {
        var world = fixture.Get();
        world.Say("set left right rtt=40ms");
        await AssertRtt(world, "left", "10.2.0.1", 40);
        world.Say("set left right rtt=120ms");
        await AssertRtt(world, "left", "10.2.0.1", 120);
        await AssertRtt(world, "right", "10.1.0.1", 120);
        await AssertRtt(world, "third", "10.2.0.1", 10);
    }

    [Fact]
    public async Task The_two_ways_of_a_path_may_differ()
    {
        var world = fixture.Get();
        world.Say("set left->right delay=70ms");
        world.Say("set right->left delay=5ms");
        await AssertRtt(world, "left", "10.2.0.1", 75);
        world.Say("cut right->left");
        // One way still works: right hears left, and only the way back is cut.
        await AssertNothingArrives(world, "left", "10.2.0.1");
        world.Say("heal right->left");
        await AssertRtt(world, "left", "10.2.0.1", 75);
    }

    [Fact]
    public async Task Loss_takes_its_share_each_way()
    {
        var world = fixture.Get();
        world.Say("set left right rtt=2ms loss=20%");
        var ping = await Ping.Send(world.Host("left"), "10.2.0.1", 100);
        world.Say("set left right loss=0%");
        // 0.8 x 0.8 = 64 of 100 arrive; 44 and 84 are four standard deviations away.
        Assert.InRange(ping.Received, 44, 84);
    }

    [Fact]
    public async Task Jitter_adds_up_to_its_amount_each_way()
    {
        var world = fixture.Get();
        world.Say("set left right rtt=20ms jitter=20ms");
        var ping = await Ping.Send(world.Host("left"), "10.2.0.1", 30);
        world.Say("set left right jitter=0ms");
        Assert.Equal(30, ping.Received);
        Assert.InRange(ping.RttsMs.Min(), 20, 40);
        Assert.True(ping.RttsMs.Max() > 40, $"no ping of 30 met more than half of the jitter: {string.Join(' ', ping.RttsMs)}");
    }

    [Fact]
    public async Task A_cut_path_carries_nothing_until_it_is_healed()
    {
        var world = fixture.Get();
        world.Say("set left right rtt=10ms");
        world.Say("cut left right");
        await AssertNothingArrives(world, "left", "10.2.0.1");
        await AssertRtt(world, "left", "10.3.0.1", 10);
        world.Say("heal left right");
        await AssertRtt(world, "left", "10.2.0.1", 10);
    }

    [Fact]
    public async Task A_host_that_is_down_is_gone_for_everybody_until_it_is_up()
    {
        var world = fixture.Get();
        world.Say("set * * rtt=10ms");
        world.Say("down right");
        await AssertNothingArrives(world, "left", "10.2.0.1");
        await AssertNothingArrives(world, "right", "10.3.0.1");
        await AssertRtt(world, "left", "10.3.0.1", 10);
        world.Say("up right");
        await AssertRtt(world, "left", "10.2.0.1", 10);
    }

    [Fact]
    public async Task A_tcp_connection_takes_one_round_trip()
    {
        var world = fixture.Get();
        world.Say("set left right rtt=60ms");
        Require.Tool("bash", "bash");
        // Nobody listens: the refusal comes back after one round trip, like an acceptance would.
        var watch = Stopwatch.StartNew();
        var refused = await world.Host("left").Run("bash", "-c", "exec 3<>/dev/tcp/10.2.0.1/4444");
        Assert.Contains("refused", refused.Errors, StringComparison.Ordinal);
        Assert.True(watch.ElapsedMilliseconds >= 60, $"{watch.ElapsedMilliseconds} ms is faster than light allows here");
    }

    [Theory]
    [InlineData("10.2.0.1", "192.0.0.8")]
    [InlineData("fd00:2::1", "100::8")]
    public async Task A_packet_whose_ttl_runs_out_is_reported_by_the_router(string to, string router)
    {
        var world = fixture.Get();
        var expired = await world.Host("left").Run("ping", "-n", "-c", "1", "-t", "1", "-W", "1", to);
        Assert.Matches($"From {router}[: ].*(Time to live exceeded|Hop limit)", expired.Output);
    }

    [Theory]
    [InlineData("set left nowhere rtt=1ms", "10: no host 'nowhere'")]
    [InlineData("set left->right rtt=1ms", "17: rtt= is for both ways")]
    [InlineData("set left right rtt=fast", "16: 'rtt=fast' is no path setting")]
    [InlineData("set left right rtt=99s", "16: 'rtt=99s' is no path setting")]
    [InlineData("fly left", "1: 'fly' is no command")]
    public void A_control_line_that_cannot_be_done_says_where_and_what(string line, string reply)
    {
        var world = fixture.Get();
        Assert.StartsWith($"error: {reply}", Proxima.World.ControlClient.Say(world.Name, line), StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_line_that_is_too_long_is_refused_and_the_world_goes_on()
    {
        var world = fixture.Get();
        Assert.Equal("error: the line is longer than 1024 octets\n", Proxima.World.ControlClient.Say(world.Name, "set " + new string('a', 5000)));
        world.Say("set left right rtt=10ms");
    }

    private static async Task AssertNothingArrives(World world, string from, string to) =>
        Assert.Equal(0, (await Ping.Send(world.Host(from), to, 2)).Received);

    private static async Task AssertRtt(World world, string from, string to, double rttMs)
    {
        var ping = await Ping.Send(world.Host(from), to, 7);
        Assert.Equal(7, ping.Received);
        Assert.InRange(ping.LeastMs, rttMs, rttMs + ToleranceMs);
    }
}
