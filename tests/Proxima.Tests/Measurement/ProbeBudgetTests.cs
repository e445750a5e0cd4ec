using Proxima.Measurement.Agents;

namespace Proxima.Tests.Measurement;

public sealed class ProbeBudgetTests
{
    [Theory]
    [InlineData(50, 1)]
    [InlineData(7, 3)]
    [InlineData(1000, 0.2)]
    public void No_schedule_gets_more_than_the_rates_in_any_window(double nodePerSecond, double targetPerSecond)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var time = new ManualTime();
            var budget = new ProbeBudget(time);
            budget.SetRates(nodePerSecond, targetPerSecond);
            var taken = new List<(long At, string Network)>();
            for (var step = 0; step < 4000; step++)
            {
                time.Advance(TimeSpan.FromTicks(random.Next(200_000)));
                var network = $"198.51.{random.Next(20)}.0/24";
                if (budget.TryTake(network))
                {
                    taken.Add((time.GetTimestamp(), network));
                }

                if (random.Next(100) == 0)
                {
                    budget.Trim();
                }
            }

            Assert.True(taken.Count > 20);
            AssertWithin(taken.Select(probe => probe.At).ToList(), nodePerSecond);
            foreach (var network in taken.GroupBy(probe => probe.Network))
            {
                AssertWithin(network.Select(probe => probe.At).ToList(), targetPerSecond);
            }
        }
    }

    [Fact]
    public void An_idle_minute_saves_up_no_burst()
    {
        var time = new ManualTime();
        var budget = new ProbeBudget(time);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(budget.TryTake("a"));
        Assert.False(budget.TryTake("b"));
        time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.False(budget.TryTake("a"));
        Assert.True(budget.TryTake("b"));
    }

    [Fact]
    public void A_refused_network_costs_the_node_nothing()
    {
        var time = new ManualTime();
        var budget = new ProbeBudget(time);
        Assert.True(budget.TryTake("a"));
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(budget.TryTake("a"));
        Assert.True(budget.TryTake("b"));
    }

    [Fact]
    public void A_rate_that_makes_no_sense_leaves_the_default()
    {
        var time = new ManualTime();
        var budget = new ProbeBudget(time);
        budget.SetRates(0, -1);
        Assert.True(budget.TryTake("a"));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(budget.TryTake("a"));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(budget.TryTake("a"));
    }

    /// <summary>Of the times t0, t1, ... no n+1 lie within less than n/rate seconds.</summary>
    private static void AssertWithin(List<long> ticks, double perSecond)
    {
        for (var n = 1; n < Math.Min(ticks.Count, 60); n++)
        {
            for (var i = 0; i + n < ticks.Count; i++)
            {
                Assert.True(ticks[i + n] - ticks[i] >= n / perSecond * TimeSpan.TicksPerSecond, $"{n + 1} probes from {ticks[i]} to {ticks[i + n]}");
            }
        }
    }
}
