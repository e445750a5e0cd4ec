using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

/// <summary>Samples that cannot be right, or come in floods, must not move what others' samples said.</summary>
public sealed class BadSampleTests
{
    private const long Now = 1_800_000_000_000;

    private static readonly Prefix Network = Prefix.Parse("203.0.113.0/24");

    private readonly LatencyEstimator estimator = new(new EstimatorLimits(MaxPaths: 64));

    [Fact]
    public void Refused_samples_are_counted_by_reason_and_leave_the_figure_as_it_was()
    {
        Observe(Network, 0, 20);
        var before = estimator.Export().Single();
        Assert.Equal(SampleOutcome.RefusedFuture, Observe(Network, 0, 1, Now + LatencyEstimator.MaxClockSkewMs + 1));
        Assert.Equal(SampleOutcome.RefusedOld, Observe(Network, 0, 1, Now - 86_400_001));
        Assert.Equal(SampleOutcome.RefusedZero, Observe(Network, 0, 0));
        Assert.Equal(SampleOutcome.RefusedTooLong, Observe(Network, 0, 10_001));
        Assert.Equal(SampleOutcome.RefusedNetwork, Observe(Prefix.Parse("203.0.0.0/7"), 0, 20));
        Assert.Equal(before, estimator.Export().Single());
        foreach (var reason in (SampleOutcome[])[SampleOutcome.RefusedFuture, SampleOutcome.RefusedOld, SampleOutcome.RefusedZero, SampleOutcome.RefusedTooLong, SampleOutcome.RefusedNetwork])
        {
            Assert.Equal(1, estimator.CountOf(reason));
        }
    }

    [Fact]
    public void A_thousandfold_flood_from_one_site_weighs_no_more_than_its_newest_few()
    {
        for (var i = 0; i < 1000; i++)
        {
            Observe(Network, 0, 20);
        }

        Observe(Network, 1, 30);
        var flooded = estimator.Export().Single(row => row.Site == 0);
        Assert.Equal(20, flooded.Rtt.Milliseconds, 0.1);
        Assert.Equal(30, estimator.Export().Single(row => row.Site == 1).Rtt.Milliseconds, 0.1);

        // The path really changed: the flood before it does not hold it back.
        for (var i = 0; i < 3; i++)
        {
            Observe(Network, 0, 80);
        }

        Assert.Equal(80, estimator.Export().Single(row => row.Site == 0).Rtt.Milliseconds, 1.0);
    }

    [Fact]
    public void A_site_whose_agent_lies_changes_the_figures_of_no_other_site()
    {
        for (ushort site = 0; site < 4; site++)
        {
            Observe(Network, site, 20 + (10 * site));
        }

        var honest = estimator.Export().Where(row => row.Site != 3).OrderBy(row => row.Site).ToList();
        for (var i = 0; i < 100; i++)
        {
            Observe(Network, 3, 9000);
        }

        Assert.Equal(honest, estimator.Export().Where(row => row.Site != 3).OrderBy(row => row.Site));
    }

    [Fact]
    public void After_a_long_gap_the_next_sample_counts_for_more()
    {
        var steady = new LatencyEstimator();
        var aged = new LatencyEstimator();
        foreach (var one in (LatencyEstimator[])[steady, aged])
        {
            for (var i = 0; i < 20; i++)
            {
                one.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(20 + (i % 2)), Evidence.Icmp, Now), Now);
            }
        }

        steady.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(22.5), Evidence.Icmp, Now), Now);
        aged.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(22.5), Evidence.Icmp, Now + 14_400_000), Now + 14_400_000);
        Assert.True(aged.Export().Single().Rtt > steady.Export().Single().Rtt);
    }

    [Fact]
    public void Two_strays_minutes_apart_are_a_change_and_two_within_seconds_are_not()
    {
        Assert.InRange(AfterTwo(gapMs: 1_000), 20, 30);
        Assert.InRange(AfterTwo(gapMs: 300_000), 79, 81);

        static double AfterTwo(long gapMs)
        {
            var one = new LatencyEstimator();
            for (var i = 0; i < 20; i++)
            {
                one.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(20), Evidence.Icmp, Now), Now);
            }

            one.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(80), Evidence.Icmp, Now + gapMs), Now + gapMs);
            one.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(80), Evidence.Icmp, Now + (2 * gapMs)), Now + (2 * gapMs));
            return one.Export().Single().Rtt.Milliseconds;
        }
    }

    private SampleOutcome Observe(Prefix network, ushort site, double ms, long at = Now) =>
        estimator.Observe(new LatencySample(network, site, Rtt.FromMilliseconds(ms), Evidence.Icmp, at), Now);
}
