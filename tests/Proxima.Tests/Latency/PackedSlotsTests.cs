using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

public sealed class PackedSlotsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(255)]
    public void A_row_is_read_as_it_was_laid_out_with_its_figures_to_two_thousandths(int sites)
    {
        var random = new Random(sites);
        var octets = new byte[PackedSlots.StrideOf(sites) + PackedSlots.Overhang];
        for (var known = 0; known <= sites; known += 1 + (sites / 8))
        {
            var numbers = Enumerable.Range(0, sites).ToArray();
            random.Shuffle(numbers);
            var slots = numbers.Take(known).Select(site => LatencySlot.From(site, new SiteEstimate(RandomRtt(random), (byte)random.Next(16), (Evidence)random.Next(1, 14)))).ToArray();
            PackedSlots.Pack(slots, sites, octets);
            var read = new PackedSlots(octets, sites).ToArray();

            Assert.Equal(slots.Select(slot => (slot.Site, slot.Confidence, slot.Evidence)), read.Select(slot => (slot.Site, slot.Confidence, slot.Evidence)));
            Assert.All(slots.Zip(read), pair => Assert.InRange(pair.Second.Rtt.Milliseconds, pair.First.Rtt.Milliseconds * 0.998, pair.First.Rtt.Milliseconds * 1.002));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(31.5, 31.5)]
    [InlineData(48.2, 48.25)]
    [InlineData(511, 511)]
    [InlineData(512, 512)]
    [InlineData(2039, 2040)]
    [InlineData(4000, 2040)]
    public void A_short_figure_is_exact_one_of_whole_milliseconds_too_and_one_beyond_two_seconds_is_told_as_that(double ms, double kept)
    {
        var octets = new byte[PackedSlots.StrideOf(1) + PackedSlots.Overhang];
        PackedSlots.Pack([LatencySlot.From(0, SiteEstimate.Given(Rtt.FromMilliseconds(ms)))], 1, octets);
        Assert.Equal(kept, new PackedSlots(octets, 1)[0].Rtt.Milliseconds, 3);
    }

    [Fact]
    public void What_is_nearer_stays_nearer_or_becomes_equal()
    {
        var before = 0U;
        for (var sixteenths = 0U; sixteenths < 65_535; sixteenths++)
        {
            var code = PackedRtt.Of(new LatencySlot(sixteenths << 16));
            Assert.InRange(code, before, PackedRtt.Unknown - 1);
            before = code;
        }
    }

    private static Rtt RandomRtt(Random random) => Rtt.FromMilliseconds(2040 * Math.Pow(random.NextDouble(), 3));
}
