using Proxima.Control.Shares;

namespace Proxima.Tests.Control.Shares;

/// <summary>The closed loop: what is shed shows in the load only as caches expire, and what the load is decides what is shed.</summary>
public sealed class ShedControlTests
{
    private const double Target = 0.8;

    /// <summary>Caches expire at random times: the load follows the share with a lag of first order.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(1.5)]
    [InlineData(3.0)]
    [InlineData(8.0)]
    [InlineData(30.0)]
    public void The_load_comes_to_the_target_from_one_side_and_stays(double demand)
    {
        var (control, load) = (new ShedControl(1), demand);
        var (before, settledAt) = (control.Share, -1);
        for (var second = 0; second < 7200; second++)
        {
            load += ((control.Share * demand) - load) / ShedControl.LagSeconds;
            control.Observe(load, Target, 1);
            settledAt = settledAt < 0 && Math.Abs(load - Target) < 0.02 * Target ? second : settledAt;
            Assert.True(control.Share <= before + 1e-4, $"the share swings back at {second} s");
            Assert.True(load > Target * 0.97, $"the load swings through the target to {load:0.000} at {second} s");
            before = control.Share;
        }

        Assert.InRange(settledAt, 0, 3600);
        Assert.InRange(control.Share, (Target / demand * 0.99), (Target / demand * 1.01));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.79)]
    public void With_room_nothing_is_shed_and_what_was_comes_back(double demand)
    {
        var (control, load) = (new ShedControl(0.2), 0.2 * demand);
        for (var second = 0; second < 7200; second++)
        {
            load += ((control.Share * demand) - load) / ShedControl.LagSeconds;
            control.Observe(load, Target, 1);
        }

        Assert.InRange(control.Share, 0.98, 1);
    }

    /// <summary>All that can be otherwise than reckoned with: caches that expire all at once, twice the lag, reports every 15 s, noise, a demand that jumps.</summary>
    [Fact]
    public void With_twice_the_lag_noise_and_jumps_it_still_settles()
    {
        const int lag = 120;
        var random = new Random(5);
        var shares = new Queue<double>(Enumerable.Repeat(1.0, lag));
        var control = new ShedControl(1);
        var (reported, demand) = (0.0, 0.0);
        var loads = new List<double>();
        for (var second = 0; second < 14_400; second++)
        {
            demand = second < 7200 ? 2.0 : 1.2;
            shares.Dequeue();
            shares.Enqueue(control.Share);
            var load = shares.Average() * demand;
            reported = second % 15 == 0 ? load * (0.9 + (random.NextDouble() * 0.2)) : reported;
            control.Observe(reported, Target, 1);
            loads.Add(load);
        }

        Assert.All(loads[3600..7200], load => Assert.InRange(load, Target * 0.93, Target * 1.07));
        Assert.All(loads[10_800..], load => Assert.InRange(load, Target * 0.93, Target * 1.07));
    }

    [Fact]
    public void However_loaded_it_keeps_a_few_clients_and_finds_back_as_fast_as_it_went()
    {
        var control = new ShedControl(1);
        for (var second = 0; second < 100_000; second++)
        {
            control.Observe(50, Target, 1);
        }

        Assert.Equal(ShedControl.LeastShare, control.Share, 6);
        for (var second = 0; second < 1200; second++)
        {
            control.Observe(0, Target, 1);
        }

        Assert.Equal(1, control.Share, 6);
    }
}
