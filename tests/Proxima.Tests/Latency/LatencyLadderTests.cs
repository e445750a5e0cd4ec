using Proxima.Engine.Latency;
using Proxima.Tests.Steering;

namespace Proxima.Tests.Latency;

public sealed class LatencyLadderTests
{
    [Fact]
    public void A_network_never_measured_gets_the_median_of_its_neighbours()
    {
        var row = Find(["203.0.112.0/24 10", "203.0.113.0/24 12", "203.0.114.0/24 500"], "203.0.115.1");
        Assert.Equal((Rung.Covering, 20, 12.0), (row.Rung, row.Length, row.Slot.Rtt.Milliseconds));
        Assert.Equal((Evidence.Covering, 11), (row.Slot.Evidence, row.Slot.Confidence));
    }

    [Theory]
    [InlineData("203.0.120.1", Rung.Covering, 20, 11)]
    [InlineData("203.0.200.1", Rung.Covering, 16, 8)]
    [InlineData("203.15.0.1", Rung.Covering, 12, 6)]
    [InlineData("203.200.0.1", Rung.Covering, 8, 4)]
    [InlineData("9.9.9.9", Rung.Prior, 0, 3)]
    [InlineData("2001:db8::1", Rung.Prior, 0, 2)]
    public void Each_rung_up_covers_more_and_is_less_sure(string client, Rung rung, int length, int confidence)
    {
        var row = Find(["203.0.121.0/24 10"], client);
        Assert.Equal((rung, length, confidence), (row.Rung, row.Length, row.Slot.Confidence));
        Assert.Equal(10.0, row.Slot.Rtt.Milliseconds);
    }

    [Theory]
    [InlineData("2001:db8:1:9::1", Rung.Measured, 48)]
    [InlineData("2001:db8:2::1", Rung.Covering, 44)]
    [InlineData("2001:db8:f0::1", Rung.Covering, 40)]
    [InlineData("2001:db8:f00::1", Rung.Covering, 36)]
    [InlineData("2001:db8:f000::1", Rung.Covering, 32)]
    [InlineData("2001:db9::1", Rung.Covering, 28)]
    [InlineData("2001:d00::1", Rung.Covering, 24)]
    [InlineData("2400::1", Rung.Prior, 0)]
    public void IPv6_has_rungs_of_its_own(string client, Rung rung, int length)
    {
        var row = Find(["2001:db8:1::/48 10"], client);
        Assert.Equal((rung, length), (row.Rung, row.Length));
    }

    [Fact]
    public void A_site_that_a_network_never_saw_is_filled_from_the_rung_above_and_says_so()
    {
        var rows = Given.Map(3, "203.0.113.0/24 10 - -", "203.0.112.0/24 11 20 -", "9.0.0.0/8 - - 70");
        var slots = rows.SlotsAt(LatencyMapBuilderTests.RowOf(rows, "203.0.113.0/24")).ToArray();
        Assert.Equal([Evidence.Given, Evidence.Covering, Evidence.Prior], slots.Select(slot => slot.Evidence));
        Assert.Equal([10.0, 20.0, 70.0], slots.Select(slot => slot.Rtt.Milliseconds));
        Assert.True(slots[0].Confidence > slots[1].Confidence);
    }

    [Fact]
    public void Nothing_at_all_is_static()
    {
        using var bed = new SteeringBed(Given.Model(), Given.Map(6));
        var match = bed.Map.Find(Prefix.Parse("192.0.2.1"));
        Assert.Equal((Rung.Static, 0, AddressRange.All), (match.Row.Rung, match.Row.Slots.Length, match.Range));
    }

    [Fact]
    public void The_finest_rungs_are_left_out_when_they_would_need_too_many_rows()
    {
        var builder = new LatencyMapBuilder(1, Tolerance.Default, TimeSpan.Zero);
        for (var i = 0; i <= LatencyLadder.MaxCoveringRows; i++)
        {
            builder.Add(Prefix.FromBits(isIPv6: false, ((ulong)i << 44) + (1UL << 60), 0, 24), [SiteEstimate.Given(new Rtt(10_000))]);
        }

        var rows = builder.Build(DateTimeOffset.UnixEpoch);
        var covering = Enumerable.Range(0, rows.Count).Where(row => rows.RungAt(row) == Rung.Covering).Select(row => (int)rows.PrefixAt(row).Length).Distinct().Order();
        Assert.Equal([8, 12, 16], covering);
    }

    private static (Rung Rung, int Length, LatencySlot Slot) Find(string[] lines, string client)
    {
        using var bed = new SteeringBed(Given.Model(Proxima.Engine.Steering.WhenEmpty.All, 1), Given.Map(1, lines));
        var row = bed.Map.Find(Prefix.Parse(client)).Row;
        return (row.Rung, row.PrefixLength, row.Slots[0]);
    }
}
