using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

public sealed class LatencyEstimatorTests
{
    private const long Now = 1_800_000_000_000;

    private static readonly Prefix Network = Prefix.Parse("203.0.113.0/24");

    private readonly LatencyEstimator estimator = new();

    [Fact]
    public void Steady_samples_give_their_own_value_and_growing_confidence()
    {
        Observe(20);
        var first = Estimate();
        for (var i = 0; i < 30; i++)
        {
            Observe(20 + (i % 3) - 1);
        }

        var later = Estimate();
        Assert.Equal(20, first.Rtt.Milliseconds, 0.1);
        Assert.Equal(20, later.Rtt.Milliseconds, 0.5);
        Assert.True(later.Confidence > first.Confidence);
    }

    [Fact]
    public void A_stray_delay_moves_little()
    {
        Repeat(20, 20);
        Observe(900);
        Assert.InRange(Estimate().Rtt.Milliseconds, 20, 22);
    }

    [Fact]
    public void A_path_that_changed_is_followed_after_three_samples()
    {
        Repeat(20, 20);
        Repeat(3, 120);
        Assert.Equal(120, Estimate().Rtt.Milliseconds, 1.0);
        Repeat(10, 120);
        Repeat(3, 20);
        Assert.Equal(20, Estimate().Rtt.Milliseconds, 1.0);
    }

    [Fact]
    public void Confidence_falls_with_age_and_a_day_old_figure_says_nothing()
    {
        Repeat(30, 20);
        var fresh = Estimate(Now).Confidence;
        var aged = Estimate(Now + 3_600_000).Confidence;
        Assert.InRange(aged, (fresh / 2) - 1, (fresh / 2) + 1);
        Assert.False(Estimate(Now + 86_400_001).Rtt.IsKnown);
    }

    [Fact]
    public void Loss_lowers_the_confidence_and_leaves_the_figure()
    {
        Repeat(30, 20);
        var before = Estimate().Confidence;
        for (var i = 0; i < 6; i++)
        {
            estimator.Observe(new LatencySample(Network, 0, Rtt.Unknown, Evidence.Icmp, Now), Now);
        }

        Assert.True(Estimate().Confidence < before);
        Assert.Equal(20, Estimate().Rtt.Milliseconds, 0.1);
    }

    [Fact]
    public void A_path_that_only_lost_its_probes_has_no_figure()
    {
        Assert.Equal(SampleOutcome.Taken, estimator.Observe(new LatencySample(Network, 0, Rtt.Unknown, Evidence.Icmp, Now), Now));
        Assert.False(Estimate().Rtt.IsKnown);
    }

    [Theory]
    [InlineData(SampleOutcome.RefusedZero, 0u, 0L, "203.0.113.0/24")]
    [InlineData(SampleOutcome.RefusedTooLong, 10_000_001u, 0L, "203.0.113.0/24")]
    [InlineData(SampleOutcome.RefusedFuture, 20_000u, 60_001L, "203.0.113.0/24")]
    [InlineData(SampleOutcome.RefusedOld, 20_000u, -86_400_001L, "203.0.113.0/24")]
    [InlineData(SampleOutcome.RefusedNetwork, 20_000u, 0L, "0.0.0.0/0")]
    [InlineData(SampleOutcome.RefusedNetwork, 20_000u, 0L, "2001:db8::1/128")]
    [InlineData(SampleOutcome.Taken, 10_000_000u, 60_000L, "203.0.113.0/24")]
    [InlineData(SampleOutcome.Taken, 1u, -86_400_000L, "2001:db8::/64")]
    public void Absurd_samples_are_refused_and_counted_by_reason(SampleOutcome outcome, uint microseconds, long afterMs, string network)
    {
        Assert.Equal(outcome, estimator.Observe(new LatencySample(Prefix.Parse(network), 0, new Rtt(microseconds), Evidence.Icmp, Now + afterMs), Now));
        Assert.Equal(1, estimator.CountOf(outcome));
        Assert.Equal(outcome == SampleOutcome.Taken ? 1 : 0, estimator.Count);
    }

    [Fact]
    public void When_there_is_no_room_the_oldest_go_and_are_counted()
    {
        var small = new LatencyEstimator(new EstimatorLimits(MaxPaths: 64));
        for (var i = 0; i < 200; i++)
        {
            small.Observe(new LatencySample(Prefix.Parse($"203.0.{i}.0/24"), (ushort)(i % 3), new Rtt(20_000), Evidence.Icmp, Now + (1000 * i)), Now + (1000 * i));
            Assert.InRange(small.Count, 1, 64);
        }

        Assert.Equal(200, small.Count + small.Evicted);
        Assert.Equal(small.Count, small.Export().Count);
        Assert.Equal(Now + 199_000, small.Export().Max(row => row.AtUnixMs));
        Assert.True(small.Export().Min(row => row.AtUnixMs) >= Now + 130_000, "an old one stayed where a newer one went");
    }

    [Fact]
    public void What_is_exported_and_imported_gives_the_same_estimates()
    {
        Repeat(10, 20);
        estimator.Observe(new LatencySample(Network, 3, new Rtt(45_000), Evidence.Tcp, Now), Now);
        estimator.Observe(new LatencySample(Prefix.Parse("2001:db8::/48"), 1, new Rtt(7_000), Evidence.Dns, Now), Now);
        var copy = new LatencyEstimator();
        foreach (var row in estimator.Export())
        {
            copy.Import(row);
        }

        Assert.Equal(estimator.Export().OrderBy(row => row.Rtt), copy.Export().OrderBy(row => row.Rtt));
        Assert.Equal(3, copy.Count);
    }

    [Fact]
    public void A_restart_in_the_middle_of_a_change_of_path_does_not_undo_it()
    {
        Repeat(20, 300);
        Repeat(2, 45);
        var copy = new LatencyEstimator();
        estimator.Export().ToList().ForEach(row => copy.Import(row));
        copy.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(45), Evidence.Icmp, Now), Now);
        Assert.Equal(45, Assert.Single(copy.Export()).Rtt.Milliseconds, 0.1);
    }

    [Fact]
    public void A_site_that_is_gone_from_the_model_is_left_out()
    {
        Repeat(3, 20);
        var builder = new LatencyMapBuilder(2, Tolerance.Default, TimeSpan.Zero);
        estimator.AddTo(builder, 2, _ => -1, Now);
        Assert.Equal(0, builder.Build(DateTimeOffset.UnixEpoch).Count);
    }

    private void Repeat(int times, double ms)
    {
        for (var i = 0; i < times; i++)
        {
            Observe(ms);
        }
    }

    private void Observe(double ms) =>
        Assert.Equal(SampleOutcome.Taken, estimator.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(ms), Evidence.Icmp, Now), Now));

    // As the map gets it: what stands in the row of the network, at the resolution of a slot.
    private SiteEstimate Estimate(long at = Now)
    {
        var builder = new LatencyMapBuilder(1, Tolerance.Default, TimeSpan.Zero);
        estimator.AddTo(builder, 1, number => number == 0 ? 0 : -1, at);
        var rows = builder.Build(DateTimeOffset.UnixEpoch);
        if (rows.Count == 0)
        {
            return SiteEstimate.Unknown;
        }

        var slot = rows.SlotsAt(LatencyMapBuilderTests.RowOf(rows, Network.ToString()))[0];
        return new(slot.Rtt, slot.Confidence, slot.Evidence);
    }
}
