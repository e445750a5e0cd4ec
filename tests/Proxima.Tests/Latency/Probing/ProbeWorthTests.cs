using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;

namespace Proxima.Tests.Latency.Probing;

public sealed class ProbeWorthTests
{
    [Fact]
    public void A_network_nothing_is_known_of_is_worth_a_probe_from_every_site() => Assert.Equal(1, ProbeWorth.Of([], 3));

    [Fact]
    public void A_site_that_has_no_figure_is_worth_more_than_one_that_is_known_to_be_far()
    {
        LatencySlot[] row = [Slot(0, 20, 15, Evidence.Icmp), Slot(1, 200, 15, Evidence.Icmp)];
        Assert.Equal(1, ProbeWorth.Of(row, 2));
        Assert.Equal(ProbeWorth.Least, ProbeWorth.Of(row, 1));
    }

    [Fact]
    public void A_guess_that_serves_is_checked_before_a_measurement_that_serves()
    {
        LatencySlot[] guessed = [Slot(0, 20, 5, Evidence.Alike), Slot(1, 40, 15, Evidence.Icmp)];
        LatencySlot[] measured = [Slot(0, 20, 15, Evidence.Icmp), Slot(1, 40, 15, Evidence.Icmp)];
        Assert.True(ProbeWorth.Of(guessed, 0) > ProbeWorth.Of(measured, 0));
    }

    [Fact]
    public void The_closer_and_the_less_sure_a_rival_is_the_more_a_probe_of_it_is_worth()
    {
        double Worth(double ms, byte confidence) => ProbeWorth.Of(
            [Slot(0, 20, 12, Evidence.Icmp), Slot(1, ms, confidence, Evidence.Alike), Slot(2, 300, 12, Evidence.Icmp)], 1);
        Assert.True(Worth(22, 8) > Worth(40, 8));
        Assert.True(Worth(40, 2) > Worth(40, 10));
    }

    [Fact]
    public void Who_was_measured_by_one_site_alone_is_worth_a_probe_from_every_other_whatever_is_foretold()
    {
        LatencySlot[] row = [Slot(0, 20, 15, Evidence.Icmp), Slot(1, 400, 12, Evidence.Covering), Slot(2, 300, 12, Evidence.Alike)];
        Assert.Equal(1, ProbeWorth.Of(row, 1));
        Assert.Equal(1, ProbeWorth.Of(row, 2));
        Assert.True(ProbeWorth.Of([row[0], Slot(3, 90, 12, Evidence.Icmp), .. row[1..]], 1) < 1);
    }

    [Fact]
    public void A_serving_site_that_other_samples_keep_fresh_needs_fewer_probes_and_never_none()
    {
        double Worth(byte confidence) => ProbeWorth.Of([Slot(0, 20, confidence, Evidence.PassiveTcp), Slot(1, 40, 15, Evidence.Icmp)], 0);
        Assert.True(Worth(15) < Worth(5));
        Assert.True(Worth(15) >= ProbeWorth.Serving / 2);
    }

    [Fact]
    public void No_path_is_ever_given_up()
    {
        LatencySlot[] row = [Slot(0, 1, 15, Evidence.Icmp), Slot(1, 4000, 15, Evidence.Icmp)];
        Assert.True(ProbeWorth.Of(row, 1) >= ProbeWorth.Least);
    }

    private static LatencySlot Slot(int site, double ms, byte confidence, Evidence evidence) =>
        LatencySlot.From(site, new SiteEstimate(Rtt.FromMilliseconds(ms), confidence, evidence));
}
