using System.Net;
using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

/// <summary>Whom a budget that is too small for everybody is spent on.</summary>
public sealed class ProbeSharesTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void With_enough_budget_everybody_is_measured_each_interval()
    {
        var counts = Count([1, 1000, 50], perSecond: 50, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10));
        Assert.All(counts, count => Assert.InRange(count, 60, 61));
    }

    [Fact]
    public void Where_a_probe_is_worth_more_more_are_sent_and_nobody_is_forgotten()
    {
        // 400 networks of which 20 weigh a hundred times as much; the budget is a fifth of what all would need.
        double[] weights = [.. Enumerable.Range(0, 400).Select(number => number < 20 ? 100.0 : 1)];
        var counts = Count(weights, perSecond: 8, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        var (heavy, light) = (counts.Take(20).Average(), counts.Skip(20).Average());
        Assert.InRange(heavy / light, 4, 10);
        Assert.All(counts, count => Assert.True(count >= 3600 * 8 / 400 / 4, $"{count} probes in an hour"));
        Assert.InRange(counts.Sum(), 3600 * 8 * 9 / 10, 3600 * 8 + 1);
    }

    [Fact]
    public void What_silent_networks_leave_goes_to_those_that_answer()
    {
        var answering = 0;
        Play([.. Enumerable.Repeat(1.0, 200)], 5, TimeSpan.FromSeconds(10), TimeSpan.FromHours(2), probe =>
        {
            var isAnswering = int.Parse(probe.Target.Network.Split('.')[2]) % 10 == 0;
            answering += isAnswering ? 1 : 0;
            return isAnswering ? ProbeResult.Good(new Rtt(1000), "") : ProbeResult.Lost(TimeSpan.FromSeconds(1));
        });

        // An even share would be a tenth: 3600 of 36,000.
        Assert.True(answering > 5000, $"{answering} probes went to networks that answer");
    }

    [Fact]
    public void One_autonomous_system_gets_no_more_than_its_rate_and_the_others_do_not_wait_for_it()
    {
        var sent = new List<(long At, uint System)>();
        Play([.. Enumerable.Repeat(1.0, 100)], 50, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), probe =>
        {
            sent.Add((time.GetTimestamp(), probe.Target.AutonomousSystem));
            return ProbeResult.Good(new Rtt(1000), "");
        }, number => number < 80 ? 64_500u : 0, perAs: 5);
        var limited = sent.Where(probe => probe.System != 0).Select(probe => probe.At).ToList();
        Assert.All(limited.Zip(limited.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(200).Ticks));
        Assert.InRange(limited.Count, 280, 301);
        Assert.InRange(sent.Count - limited.Count, 20 * 25, 20 * 61);
    }

    private List<int> Count(double[] weights, double perSecond, TimeSpan interval, TimeSpan duration)
    {
        var counts = new int[weights.Length];
        Play(weights, perSecond, interval, duration, probe =>
        {
            counts[(int)probe.Target.Queries]++;
            return ProbeResult.Good(new Rtt(1000), "");
        });
        return [.. counts];
    }

    private void Play(
        double[] weights, double perSecond, TimeSpan interval, TimeSpan duration, Func<PlannedProbe, ProbeResult> network, Func<int, uint>? systemOf = null, double perAs = 0)
    {
        var planner = new ProbePlanner(new ProbeBudget(time), time);
        var targets = weights.Select((weight, number) => new AgentTarget($"8.{number >> 8}.{number & 255}.0/24", IPAddress.Loopback, false, number)
        {
            Weight = weight,
            AutonomousSystem = systemOf?.Invoke(number) ?? 0,
        }).ToList();
        var end = time.GetUtcNow() + duration;
        var refresh = time.GetUtcNow();
        while (time.GetUtcNow() < end)
        {
            if (time.GetUtcNow() >= refresh)
            {
                planner.Apply(new TargetList(targets, perSecond, 1, interval) { PerAsPerSecond = perAs });
                refresh += TimeSpan.FromSeconds(10);
            }

            if (planner.TryNext(out var wait) is { } probe)
            {
                planner.Observe(probe, network(probe));
                continue;
            }

            var left = refresh - time.GetUtcNow();
            time.Advance(wait < TimeSpan.Zero || wait > left ? left : wait);
        }
    }
}
