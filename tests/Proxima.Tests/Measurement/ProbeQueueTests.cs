using System.Net;
using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class ProbeQueueTests
{
    private static readonly ProbeResult Answer = ProbeResult.Good(new Rtt(5000), "");
    private static readonly ProbeResult Lost = ProbeResult.Lost(TimeSpan.FromSeconds(1));

    private readonly ManualTime time = new();
    private readonly ProbeQueue queue;

    public ProbeQueueTests() => queue = new ProbeQueue(new ProbeBudget(time), time);

    [Fact]
    public void The_most_asked_network_is_measured_first_and_each_once_an_interval()
    {
        queue.Apply(Wishes(10, interval: TimeSpan.FromSeconds(60)));
        var probes = Run(TimeSpan.FromSeconds(59), _ => Answer);
        Assert.Equal(Enumerable.Range(0, 10).Select(Network), probes.Select(probe => probe.Network));
        Assert.True(queue.IsPassDone);
        probes = Run(TimeSpan.FromSeconds(60), _ => Answer);
        Assert.Equal(Enumerable.Range(0, 10).Select(Network), probes.Select(probe => probe.Network));
    }

    [Fact]
    public void When_the_budget_is_too_small_for_the_interval_everybody_still_gets_a_turn()
    {
        queue.Apply(Wishes(200, interval: TimeSpan.FromSeconds(2)));
        var probes = Run(TimeSpan.FromSeconds(60), _ => Answer);
        Assert.InRange(probes.Count, 2_900, 3_001);
        var counts = probes.CountBy(probe => probe.Network).Select(network => network.Value).ToList();
        Assert.Equal(200, counts.Count);
        Assert.True(counts.Min() >= 3_000 / 200 / 4, $"somebody was measured only {counts.Min()} times");
    }

    [Fact]
    public void A_network_that_answers_nothing_is_tried_by_every_kind_a_second_apart()
    {
        queue.Apply(Wishes(1, interval: TimeSpan.FromSeconds(10)));
        var first = Run(TimeSpan.FromSeconds(9), _ => Lost);
        Assert.Equal([Evidence.Icmp, Evidence.Tcp, Evidence.Tcp, Evidence.Tcp], first.Select(probe => probe.Step.Kind));
        Assert.All(first.Zip(first.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_network_is_measured_when_the_peer_plans_it_and_then_in_its_own_interval()
    {
        queue.Apply(Planned(Target(0, 1) with { DueIn = TimeSpan.FromSeconds(20), Interval = TimeSpan.FromSeconds(30) }));
        Assert.Equal([20.0, 50, 80], Run(TimeSpan.FromSeconds(90), _ => Answer).Select(probe => probe.At.TotalSeconds));
    }

    [Fact]
    public void A_peer_that_has_not_heard_of_the_last_probe_yet_gets_no_second_one()
    {
        for (var refresh = 0; refresh < 6; refresh++)
        {
            queue.Apply(Planned(Target(0, 1) with { Interval = TimeSpan.FromSeconds(60) }));
            Assert.Equal(refresh == 0 ? 1 : 0, Run(TimeSpan.FromSeconds(5), _ => Answer).Count);
        }
    }

    [Fact]
    public void A_plan_that_moves_a_network_later_is_followed_since_somebody_else_has_news_of_it()
    {
        var target = Target(0, 1) with { DueIn = TimeSpan.FromSeconds(10), Interval = TimeSpan.FromSeconds(60) };
        queue.Apply(Planned(target));
        Run(TimeSpan.FromSeconds(5), _ => Answer);
        queue.Apply(Planned(target with { DueIn = TimeSpan.FromSeconds(60) }));
        Assert.Empty(Run(TimeSpan.FromSeconds(59), _ => Answer));
        Assert.Single(Run(TimeSpan.FromSeconds(5), _ => Answer));
    }

    [Fact]
    public void What_is_due_first_goes_first_and_the_budget_holds_whatever_is_planned()
    {
        queue.Apply(Planned([.. Enumerable.Range(0, 500).Select(number => Target(number, 1) with { Interval = TimeSpan.FromSeconds(1) })]));
        var probes = Run(TimeSpan.FromSeconds(10), _ => Answer);
        Assert.InRange(probes.Count, 490, 501);
        Assert.Equal(Enumerable.Range(0, 100).Select(Network), probes.Take(100).Select(probe => probe.Network));
    }

    [Fact]
    public void One_pass_measures_at_once_what_is_planned_for_later()
    {
        queue.Apply(Planned(Target(0, 1) with { DueIn = TimeSpan.FromSeconds(40), Interval = TimeSpan.FromSeconds(60) }), isAllDue: true);
        Assert.Single(Run(TimeSpan.FromSeconds(1), _ => Answer));
        Assert.True(queue.IsPassDone);
    }

    [Fact]
    public void What_answered_is_remembered_of_a_network_that_rests_from_one_plan_to_another()
    {
        queue.Apply(Planned(Target(0, 1) with { Interval = TimeSpan.FromMinutes(5) }));
        Run(TimeSpan.FromSeconds(20), probe => probe.Step.Kind == Evidence.Tcp ? Answer : Lost);
        queue.Apply(Planned());
        time.Advance(TimeSpan.FromMinutes(10));
        queue.Apply(Planned(Target(0, 1) with { Interval = TimeSpan.FromMinutes(5) }));
        Assert.Equal(new ProbeStep(Evidence.Tcp, 443), Assert.Single(Run(TimeSpan.FromSeconds(20), _ => Answer)).Step);
    }

    [Fact]
    public void One_autonomous_system_gets_no_more_than_its_rate_and_the_others_do_not_wait_for_it()
    {
        var targets = Enumerable.Range(0, 100).Select(number => Target(number, 1) with { AutonomousSystem = number < 80 ? 64_500u : 0 });
        queue.Apply(new TargetList([.. targets], 50, 1, TimeSpan.FromSeconds(1)) { PerAsPerSecond = 5 });
        var limited = new List<long>();
        var others = 0;
        Run(TimeSpan.FromMinutes(1), probe =>
        {
            if (probe.Target.AutonomousSystem == 0)
            {
                others++;
            }
            else
            {
                limited.Add(time.GetTimestamp());
            }

            return Answer;
        });
        Assert.All(limited.Zip(limited.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(200).Ticks));
        Assert.InRange(limited.Count, 280, 301);
        Assert.InRange(others, 20 * 25, 20 * 61);
    }

    [Fact]
    public void Samples_carry_network_kind_rtt_and_time()
    {
        queue.Apply(Wishes(1, TimeSpan.FromSeconds(60)));
        var probe = queue.TryNext(out _)!;
        time.Advance(TimeSpan.FromMilliseconds(5));
        var sample = queue.Observe(probe, Answer);
        Assert.Equal(new ProbeSample(Network(0), new Rtt(5000), Evidence.Icmp, time.GetUtcNow().ToUnixTimeMilliseconds()), sample);
    }

    [Fact]
    public void A_network_no_longer_asked_for_is_dropped_even_with_a_probe_in_flight_and_may_come_back()
    {
        queue.Apply(Wishes(1, TimeSpan.FromSeconds(60)));
        var probe = queue.TryNext(out _)!;
        queue.Apply(Wishes(0, TimeSpan.FromSeconds(60)));
        queue.Apply(Wishes(1, TimeSpan.FromSeconds(60)));
        Assert.Null(queue.Observe(probe, Answer));
        Assert.Equal(1, queue.Count);
        Assert.Single(Run(TimeSpan.FromSeconds(60), _ => Answer));
    }

    [Fact]
    public void The_number_of_networks_has_a_limit_and_the_last_ones_named_go()
    {
        queue.Apply(Wishes(ProbeQueue.MaxTargets + 1, TimeSpan.FromSeconds(60)));
        Assert.Equal(ProbeQueue.MaxTargets, queue.Count);
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

    [Fact]
    public void Several_peers_plans_become_one_as_soon_and_as_often_as_any_of_them_says()
    {
        var early = Target(1, 1) with { DueIn = TimeSpan.FromSeconds(5), Interval = TimeSpan.FromSeconds(90) };
        var often = Target(1, 1) with { DueIn = TimeSpan.FromSeconds(50), Interval = TimeSpan.FromSeconds(60) };
        var first = Target(2, 1) with { Interval = TimeSpan.FromSeconds(60) };
        var merged = TargetMerge.Merge([Planned(early, first), Planned(often)], interval: null);
        Assert.Equal([Network(2), Network(1)], merged.Targets.Select(target => target.Network));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60)), (merged.Targets[1].DueIn, merged.Targets[1].Interval));
    }

    private static TargetList Planned(params AgentTarget[] targets) => new(targets, 50, 1, TimeSpan.FromSeconds(60));

    private static string Network(int number) => $"10.{number >> 8}.{number & 255}.0/24";

    private static AgentTarget Target(int number, long queries) => new(Network(number), IPAddress.Parse("10.0.0.1"), IsResolver: false, queries);

    private static TargetList Wishes(int count, TimeSpan interval) =>
        new([.. Enumerable.Range(0, count).Select(number => Target(number, count - number))], 50, 1, interval);

    /// <summary>Plays the agent's loop for a while, in steps of a millisecond or of what the queue says; each probe takes no time.</summary>
    private List<(string Network, ProbeStep Step, TimeSpan At)> Run(TimeSpan duration, Func<PlannedProbe, ProbeResult> network)
    {
        var sent = new List<(string, ProbeStep, TimeSpan)>();
        var end = time.GetElapsedTime(0) + duration;
        while (time.GetElapsedTime(0) < end)
        {
            if (queue.TryNext(out var wait) is { } probe)
            {
                sent.Add((probe.Target.Network, probe.Step, time.GetElapsedTime(0)));
                queue.Observe(probe, network(probe));
                continue;
            }

            Assert.NotEqual(TimeSpan.Zero, wait);
            var left = end - time.GetElapsedTime(0);
            time.Advance(wait < TimeSpan.Zero || wait > left ? left : wait);
        }

        return sent;
    }
}
