using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class ProbeLadderTests
{
    private static readonly ProbeResult Answer = ProbeResult.Good(new Rtt(5000), "");
    private static readonly ProbeResult Lost = ProbeResult.Lost(TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(true, "icmp tcp:443 tcp:80 tcp:53 dns:53")]
    [InlineData(false, "icmp tcp:443 tcp:80 tcp:53")]
    public void Every_kind_is_tried_in_order_and_their_common_silence_is_one_loss(bool isResolver, string expected)
    {
        var ladder = new ProbeLadder(isResolver);
        var (steps, losses) = Measure(ladder, _ => Lost);
        Assert.Equal(expected, steps);
        Assert.Equal(1, losses);
    }

    [Fact]
    public void The_kind_that_answered_last_time_is_tried_first()
    {
        var ladder = new ProbeLadder(isResolver: true);
        var (steps, losses) = Measure(ladder, step => step.Port == 80 ? Answer : Lost);
        Assert.Equal("icmp tcp:443 tcp:80", steps);
        Assert.Equal(0, losses);
        Assert.Equal(("tcp:80", 0), Measure(ladder, step => step.Port == 80 ? Answer : Lost));
    }

    [Fact]
    public void A_refused_connection_is_an_answer()
    {
        var ladder = new ProbeLadder(isResolver: false);
        var (steps, _) = Measure(ladder, step => step.Kind == Evidence.Tcp ? ProbeResult.Bad(new Rtt(9), "connection refused") : Lost);
        Assert.Equal("icmp tcp:443", steps);
    }

    [Fact]
    public void A_single_loss_is_a_loss_and_no_reason_to_try_other_kinds()
    {
        var ladder = new ProbeLadder(isResolver: false);
        Measure(ladder, _ => Answer);
        Assert.Equal(("icmp", 1), Measure(ladder, _ => Lost));
        Assert.Equal(("icmp", 1), Measure(ladder, _ => Lost));
        Assert.Equal(("icmp tcp:443 tcp:80 tcp:53", 1), Measure(ladder, _ => Lost));
        Assert.Equal(("icmp", 0), Measure(ladder, _ => Answer));
    }

    [Fact]
    public void When_the_known_kind_falls_silent_another_one_takes_its_place()
    {
        var ladder = new ProbeLadder(isResolver: false);
        Measure(ladder, _ => Answer);
        for (var i = 0; i < ProbeLadder.LossesBeforeSearch; i++)
        {
            Measure(ladder, step => step.Port == 53 ? Answer : Lost);
        }

        Assert.Equal(("tcp:53", 0), Measure(ladder, step => step.Port == 53 ? Answer : Lost));
    }

    [Fact]
    public void A_kind_that_cannot_be_sent_from_here_is_passed_over_and_never_counts_as_lost()
    {
        var ladder = new ProbeLadder(isResolver: false);
        var (steps, losses) = Measure(ladder, step => step.Kind == Evidence.Icmp ? ProbeResult.NotSent("not allowed") : Answer);
        Assert.Equal("icmp tcp:443", steps);
        Assert.Equal(0, losses);
        (_, losses) = Measure(new ProbeLadder(isResolver: false), _ => ProbeResult.NotSent("no route"));
        Assert.Equal(0, losses);
    }

    private static (string Steps, int Losses) Measure(ProbeLadder ladder, Func<ProbeStep, ProbeResult> network)
    {
        var steps = new List<string>();
        var losses = 0;
        bool isOver;
        do
        {
            var step = ladder.Current;
            steps.Add(EvidenceWords.Of(step.Kind) + (step.Port == 0 ? "" : $":{step.Port}"));
            isOver = ladder.Observe(network(step), out var isLoss);
            losses += isLoss ? 1 : 0;
        }
        while (!isOver);
        return (string.Join(' ', steps), losses);
    }
}
