using Proxima.Engine.Latency;
using Proxima.Tests.Steering;

namespace Proxima.Tests.Latency;

public sealed class LatencyMapBuilderTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly LatencyMapBuilder builder = new(3, Tolerance.Default, TimeSpan.FromSeconds(300));

    [Fact]
    public void The_first_order_is_by_latency() => Assert.Equal([2, 0, 1], Order(0, "30 40 20"));

    [Fact]
    public void Within_the_tolerance_the_incumbent_stays()
    {
        Order(0, "20 40 60");
        Assert.Equal([0, 1, 2], Order(1000, "40 31 60"));
    }

    [Fact]
    public void Beyond_the_tolerance_the_better_one_leads_once_the_dwell_is_over()
    {
        Order(0, "20 40 60");
        Assert.Equal([0, 1, 2], Order(299, "60 20 61"));
        Assert.Equal([1, 0, 2], Order(300, "60 20 61"));
    }

    [Fact]
    public void The_dwell_counts_from_the_last_change_of_order()
    {
        Order(0, "20 40 60");
        Order(400, "60 20 90");
        Assert.Equal([1, 0, 2], Order(600, "20 60 90"));
        Assert.Equal([0, 1, 2], Order(700, "20 60 90"));
    }

    [Fact]
    public void A_site_that_appears_or_vanishes_is_placed_at_once()
    {
        Order(0, "20 40 -");
        Assert.Equal([2, 0, 1], Order(1, "20 40 5"));
        Assert.Equal([2, 1], Order(2, "- 40 5"));
    }

    [Fact]
    public void Many_networks_worked_on_in_shares_get_the_orders_that_each_gets_alone()
    {
        const int Networks = (2 * RowShares.Rows) + 3;
        var random = new Random(7);
        var figures = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, Networks).Select(_ => Enumerable.Range(0, 3).Select(_ => random.Next(20, 60)).ToArray()).ToArray()).ToArray();
        var rows = new LatencyRows(3);
        for (var build = 0; build < figures.Length; build++)
        {
            rows = BuildAll(builder, figures[build], 0, Networks, build);
        }

        foreach (var network in (int[])[0, 1, RowShares.Rows - 1, RowShares.Rows, (2 * RowShares.Rows) - 1, 2 * RowShares.Rows, Networks - 1])
        {
            var alone = new LatencyMapBuilder(3, Tolerance.Default, TimeSpan.FromSeconds(300));
            var expected = new LatencyRows(3);
            for (var build = 0; build < figures.Length; build++)
            {
                expected = BuildAll(alone, figures[build], network, 1, build);
            }

            Assert.Equal(expected.SlotsOf(NetworkOf(network)).ToArray(), rows.SlotsOf(NetworkOf(network)).ToArray());
        }
    }

    [Fact]
    public void A_network_that_was_only_covered_follows_its_first_own_figures_at_once()
    {
        // The /20 is covering at first, then measured itself.
        Given.Add(builder, "203.0.113.0/24 20 40 60");
        Assert.Equal([0, 1, 2], Sites(builder.Build(Start), "203.0.112.0/20"));
        Given.Add(builder, "203.0.113.0/24 20 40 60", "203.0.112.0/20 60 40 20");
        Assert.Equal([2, 1, 0], Sites(builder.Build(Start.AddSeconds(1)), "203.0.112.0/20"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_site_ever_stands_before_one_that_it_exceeds_by_more_than_the_tolerance(int seed)
    {
        var random = new Random(seed);
        var moving = new LatencyMapBuilder(12, Tolerance.Default, TimeSpan.Zero);
        var network = Prefix.Parse("203.0.113.0/24");
        var figures = new double[12];
        for (var round = 0; round < 500; round++)
        {
            for (var site = 0; site < figures.Length; site++)
            {
                figures[site] = random.Next(10) == 0 ? random.Next(1, 200) : Math.Clamp(figures[site] + random.Next(-8, 9), 1, 200);
            }

            moving.Add(network, [.. figures.Select(figure => random.Next(20) == 0 ? SiteEstimate.Unknown : SiteEstimate.Given(Rtt.FromMilliseconds(figure)))]);
            var rows = moving.Build(Start.AddSeconds(round));
            var slots = rows.SlotsAt(RowOf(rows, "203.0.113.0/24"));
            for (var i = 0; i < slots.Length; i++)
            {
                foreach (var later in slots[i..])
                {
                    Assert.True(slots[i].Rtt <= Tolerance.Default.LimitFor(later.Rtt));
                }
            }
        }
    }

    [Fact]
    public void Of_two_figures_for_one_network_the_later_counts()
    {
        Given.Add(builder, "203.0.113.0/24 10 20 30", "203.0.113.0/24 30 20 10");
        Assert.Equal([2, 1, 0], Sites(builder.Build(Start), "203.0.113.0/24"));
    }

    [Fact]
    public void An_IPv6_network_longer_than_64_bits_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Given.Add(builder, "2001:db8::/65 1 2 3"));

    internal static int RowOf(LatencyRows rows, string prefix) =>
        Enumerable.Range(0, rows.Count).Single(row => rows.PrefixAt(row) == Prefix.Parse(prefix));

    private static int[] Sites(LatencyRows rows, string prefix) =>
        [.. rows.SlotsAt(RowOf(rows, prefix)).ToArray().Select(slot => (int)slot.Site)];

    private int[] Order(int second, string figures)
    {
        Given.Add(builder, $"203.0.113.0/24 {figures}");
        return Sites(builder.Build(Start.AddSeconds(second)), "203.0.113.0/24");
    }

    private static Prefix NetworkOf(int number) => Prefix.FromBits(false, (ulong)((1 << 16) + number) << 40, 0, 24);

    private static LatencyRows BuildAll(LatencyMapBuilder builder, int[][] ms, int from, int count, int build)
    {
        for (var i = from; i < from + count; i++)
        {
            builder.Add(NetworkOf(i), [.. ms[i].Select(one => SiteEstimate.Given(Rtt.FromMilliseconds(one)))]);
        }

        return builder.Build(Start.AddSeconds(build * 200));
    }
}
