using System.Net;
using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class ProbePlannerTests
{
    private static readonly ProbeResult Answer = ProbeResult.Good(new Rtt(5000), "");
    private static readonly ProbeResult Lost = ProbeResult.Lost(TimeSpan.FromSeconds(1));

    private readonly ManualTime time = new();
    private readonly ProbePlanner planner;

    public ProbePlannerTests() => planner = new ProbePlanner(new ProbeBudget(time), time);

    [Fact]
    public void The_most_asked_network_is_measured_first_and_each_once_an_interval()
    {
        planner.Apply(Wishes(10, interval: TimeSpan.FromSeconds(60)));
        var probes = Run(TimeSpan.FromSeconds(59), _ => Answer);
        Assert.Equal(Enumerable.Range(0, 10).Select(Network), probes.Select(probe => probe.Network));
        Assert.True(planner.IsPassDone);
        probes = Run(TimeSpan.FromSeconds(60), _ => Answer);
        Assert.Equal(Enumerable.Range(0, 10).Select(Network), probes.Select(probe => probe.Network));
    }

    [Fact]
    public void When_the_budget_is_too_small_for_the_interval_everybody_still_gets_a_turn()
    {
        planner.Apply(Wishes(200, interval: TimeSpan.FromSeconds(2)));
        var probes = Run(TimeSpan.FromSeconds(60), _ => Answer);
        Assert.InRange(probes.Count, 2_900, 3_001);
        var counts = probes.CountBy(probe => probe.Network).Select(network => network.Value).ToList();
        Assert.Equal(200, counts.Count);
        Assert.True(counts.Min() >= 3_000 / 200 / 4, $"somebody was measured only {counts.Min()} times");
    }

    [Fact]
    public void A_network_that_answers_nothing_is_tried_by_every_kind_a_second_apart_and_then_ever_more_rarely()
    {
        planner.Apply(Wishes(1, interval: TimeSpan.FromSeconds(10)));
        var first = Run(TimeSpan.FromSeconds(9), _ => Lost);
        Assert.Equal([Evidence.Icmp, Evidence.Tcp, Evidence.Tcp, Evidence.Tcp], first.Select(probe => probe.Step.Kind));
        Assert.All(first.Zip(first.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(1)));
        var day = Run(TimeSpan.FromSeconds(10 * ProbePlanner.MostDarkIntervals * 20), _ => Lost);
        Assert.InRange(day.Count, 4 * 20, 4 * 26);
    }

    [Fact]
    public void A_network_that_used_to_answer_is_looked_for_again_within_four_intervals()
    {
        planner.Apply(Wishes(1, interval: TimeSpan.FromSeconds(10)));
        Run(TimeSpan.FromSeconds(5), _ => Answer);
        Run(TimeSpan.FromHours(1), _ => Lost);
        Assert.NotEmpty(Run(TimeSpan.FromSeconds(10 * ProbePlanner.MostLostIntervals), _ => Answer));
    }

    [Fact]
    public void Samples_carry_network_kind_rtt_and_time()
    {
        planner.Apply(Wishes(1, TimeSpan.FromSeconds(60)));
        var probe = planner.TryNext(out _)!;
        time.Advance(TimeSpan.FromMilliseconds(5));
        var sample = planner.Observe(probe, Answer);
        Assert.Equal(new ProbeSample(Network(0), new Rtt(5000), Evidence.Icmp, time.GetUtcNow().ToUnixTimeMilliseconds()), sample);
    }

    [Fact]
    public void A_network_no_longer_asked_for_is_dropped_even_with_a_probe_in_flight_and_may_come_back()
    {
        planner.Apply(Wishes(1, TimeSpan.FromSeconds(60)));
        var probe = planner.TryNext(out _)!;
        planner.Apply(Wishes(0, TimeSpan.FromSeconds(60)));
        planner.Apply(Wishes(1, TimeSpan.FromSeconds(60)));
        Assert.Null(planner.Observe(probe, Answer));
        Assert.Equal(1, planner.Count);
        Assert.Single(Run(TimeSpan.FromSeconds(30), _ => Answer));
    }

    [Fact]
    public void The_number_of_networks_has_a_limit_and_the_least_asked_go()
    {
        planner.Apply(Wishes(ProbePlanner.MaxTargets + 1, TimeSpan.FromSeconds(60)));
        Assert.Equal(ProbePlanner.MaxTargets, planner.Count);
    }

    [Fact]
    public void Several_peers_wishes_become_one_with_the_strictest_limits()
    {
        var one = new TargetList([Target(1, 5), Target(2, 100)], 50, 1, TimeSpan.FromSeconds(60));
        var other = new TargetList([Target(1, 200)], 20, 2, TimeSpan.FromSeconds(30));
        var merged = TargetMerge.Merge([one, other], interval: null);
        Assert.Equal([(Network(1), 205), (Network(2), 100)], merged.Targets.Select(target => (target.Network, target.Queries)));
        Assert.Equal((20, 1, TimeSpan.FromSeconds(30)), (merged.ProbesPerSecond, merged.PerTargetPerSecond, merged.Interval));
        Assert.Equal(TimeSpan.FromSeconds(2), TargetMerge.Merge([one, other], TimeSpan.FromSeconds(2)).Interval);
        Assert.Equal(AgentPace.DefaultInterval, TargetMerge.Merge([], null).Interval);
    }

    private static string Network(int number) => $"10.{number >> 8}.{number & 255}.0/24";

    private static AgentTarget Target(int number, long queries) => new(Network(number), IPAddress.Parse("10.0.0.1"), IsResolver: false, queries);

    private static TargetList Wishes(int count, TimeSpan interval) =>
        new([.. Enumerable.Range(0, count).Select(number => Target(number, count - number))], 50, 1, interval);

    /// <summary>Plays the agent's loop for a while, in steps of a millisecond or of what the planner says; each probe takes no time.</summary>
    private List<(string Network, ProbeStep Step, TimeSpan At)> Run(TimeSpan duration, Func<PlannedProbe, ProbeResult> network)
    {
        var sent = new List<(string, ProbeStep, TimeSpan)>();
        var end = time.GetElapsedTime(0) + duration;
        while (time.GetElapsedTime(0) < end)
        {
            if (planner.TryNext(out var wait) is { } probe)
            {
                sent.Add((probe.Target.Network, probe.Step, time.GetElapsedTime(0)));
                planner.Observe(probe, network(probe));
                continue;
            }

            Assert.NotEqual(TimeSpan.Zero, wait);
            var left = end - time.GetElapsedTime(0);
            time.Advance(wait < TimeSpan.Zero || wait > left ? left : wait);
        }

        return sent;
    }
}
