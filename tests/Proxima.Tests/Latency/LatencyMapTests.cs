using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Steering;

namespace Proxima.Tests.Latency;

public sealed class LatencyMapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_address_gets_the_row_of_the_longest_prefix_around_it(int seed)
    {
        var random = new Random(seed);
        var builder = new LatencyMapBuilder(1, Tolerance.Default, TimeSpan.Zero);
        for (var i = 0; i < 400; i++)
        {
            var isIPv6 = random.Next(2) == 0;
            var high = (ulong)random.NextInt64() & (isIPv6 ? 0x2001_0FFF_FFFF_FFFFUL : 0x0F0F_FFFF_0000_0000UL);
            builder.Add(Prefix.FromBits(isIPv6, high, 0, random.Next(0, isIPv6 ? 65 : 33)), [SiteEstimate.Given(new Rtt((uint)i * 1000))]);
        }

        var rows = builder.Build(DateTimeOffset.UnixEpoch);
        var all = Enumerable.Range(0, rows.Count).Select(row => (Prefix: rows.PrefixAt(row), Slot: rows.SlotsAt(row)[0])).ToList();
        using var bed = new SteeringBed(Given.Model(Proxima.Engine.Steering.WhenEmpty.All, 1), rows);
        for (var i = 0; i < 1500; i++)
        {
            var around = all[random.Next(all.Count)].Prefix;
            var high = around.High | ((ulong)random.NextInt64() & (around.Length == 64 ? 0 : ulong.MaxValue >> around.Length));
            var address = Prefix.FromBits(around.IsIPv6, high, 0, around.MaxLength);
            var expected = all.Where(row => row.Prefix.Contains(address)).MaxBy(row => row.Prefix.Length);
            var match = bed.Map.Find(address);
            Assert.Equal((expected.Prefix.Length, expected.Slot), (match.Row.PrefixLength, match.Row.Slots[0]));
            Assert.InRange(address.High, match.Range.First, match.Range.Last);
            AssertRange(bed.Map, around.IsIPv6, match.Range);
        }
    }

    // Whichever address of a range is asked for, the range is the same, and the one before ends where it begins.
    private static void AssertRange(LatencyMap map, bool isIPv6, AddressRange range)
    {
        Assert.Equal(range, RangeOf(range.First));
        Assert.Equal(range, RangeOf(range.Last));
        Assert.True(range.First == 0 || RangeOf(range.First - 1).Last == range.First - 1);

        AddressRange RangeOf(ulong high) => map.Find(Prefix.FromBits(isIPv6, high, 0, isIPv6 ? 128 : 32)).Range;
    }

    [Theory]
    [InlineData("0.0.0.0", 0)]
    [InlineData("0.0.0.1", 32)]
    [InlineData("255.255.255.254", 32)]
    [InlineData("255.255.255.255", 0)]
    public void The_first_and_the_last_address_of_the_space_are_found(string address, int length)
    {
        using var bed = new SteeringBed(
            Given.Model(Proxima.Engine.Steering.WhenEmpty.All, 1), Given.Map(1, "0.0.0.1/32 1", "255.255.255.254/32 2", "::/64 3", "ffff:ffff:ffff:ffff::/64 4"));
        var match = bed.Map.Find(Prefix.Parse(address));
        Assert.Equal(length == 32, match.Row.PrefixLength == 32);
        Assert.Equal(4.0, bed.Map.Find(Prefix.Parse("ffff:ffff:ffff:ffff:ffff::1")).Row.Slots[0].Rtt.Milliseconds);
        Assert.Equal(3.0, bed.Map.Find(Prefix.Parse("::1")).Row.Slots[0].Rtt.Milliseconds);
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(17.2, 17.187)]
    [InlineData(4095.8, 4095.812)]
    [InlineData(5000.0, 4095.875)]
    public void A_figure_is_kept_to_a_sixteenth_of_a_millisecond_and_no_longer_than_4_seconds(double ms, double kept) =>
        Assert.Equal(kept, LatencySlot.From(1, SiteEstimate.Given(Rtt.FromMilliseconds(ms))).Rtt.Milliseconds);
}
