using Proxima.Engine.Latency;
using Proxima.Engine.Steering;
using Proxima.Tests.Steering;

namespace Proxima.Tests.Latency;

/// <summary>A builder in a new process goes on from the map its predecessor published.</summary>
public sealed class ResumedOrderTests
{
    private static readonly TimeSpan Dwell = TimeSpan.FromSeconds(300);
    private static readonly DateTimeOffset Published = DateTimeOffset.UnixEpoch.AddSeconds(10_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_address_gets_another_order_although_a_builder_without_memory_would_give_one(int seed)
    {
        var random = new Random(seed);
        var networks = Enumerable.Range(0, 60).Select(_ => RandomNetwork(random)).Distinct().ToList();
        var before = Builder();
        var figures = networks.ToDictionary(network => network, _ => RandomFigures(random));
        var rows = Build(before, figures);
        for (var round = 0; round < 20; round++)
        {
            figures = figures.ToDictionary(pair => pair.Key, pair => pair.Value.Select(ms => Math.Clamp(ms + random.Next(-6, 7), 1, 200)).ToArray());
            rows = Build(before, figures);
        }

        using var answered = new SteeringBed(Given.Model(WhenEmpty.All, 4), rows);
        var resumed = Builder();
        resumed.Resume(answered.Map, site => site, Published);
        using var after = new SteeringBed(Given.Model(WhenEmpty.All, 4), Build(resumed, figures));
        using var forgetful = new SteeringBed(Given.Model(WhenEmpty.All, 4), Build(Builder(), figures));

        var flips = 0;
        foreach (var network in networks)
        {
            var address = Prefix.FromBits(network.IsIPv6, network.High | ((ulong)random.NextInt64() & (ulong.MaxValue >> network.Length)), 0, network.MaxLength);
            Assert.Equal(Sites(answered.Map.Find(address)), Sites(after.Map.Find(address)));
            flips += Sites(answered.Map.Find(address)).SequenceEqual(Sites(forgetful.Map.Find(address))) ? 0 : 1;
        }

        Assert.True(flips > 0, "the figures never wandered within the tolerance: this test shows nothing");
    }

    [Fact]
    public void The_dwell_goes_on_from_the_publication()
    {
        using var answered = new SteeringBed(Given.Model(WhenEmpty.All, 3), Given.Map(3, "203.0.113.0/24 20 40 60"));
        var resumed = new LatencyMapBuilder(3, Tolerance.Default, Dwell);
        resumed.Resume(answered.Map, site => site, Published);

        Assert.Equal([0, 1, 2], Order(resumed, Published + Dwell - TimeSpan.FromSeconds(1)));
        Assert.Equal([1, 0, 2], Order(resumed, Published + Dwell));
    }

    [Fact]
    public void Orders_follow_their_sites_when_the_steering_file_lists_them_anew()
    {
        // Was 0 before 1 before 2, within the tolerance; now 0 is gone, 1 is the last and 2 the first.
        using var answered = new SteeringBed(Given.Model(WhenEmpty.All, 3), Given.Map(3, "203.0.113.0/24 20 21 22"));
        var resumed = new LatencyMapBuilder(2, Tolerance.Default, Dwell);
        resumed.Resume(answered.Map, site => site switch { 1 => 1, 2 => 0, _ => -1 }, Published);
        Given.Add(resumed, "203.0.113.0/24 20 22");

        var rows = resumed.Build(Published);
        Assert.Equal([1, 0], rows.SlotsAt(LatencyMapBuilderTests.RowOf(rows, "203.0.113.0/24")).ToArray().Select(slot => (int)slot.Site));
    }

    private static LatencyMapBuilder Builder() => new(4, Tolerance.Default, Dwell);

    private static LatencyRows Build(LatencyMapBuilder builder, Dictionary<Prefix, int[]> figures)
    {
        foreach (var (network, bySite) in figures)
        {
            builder.Add(network, [.. bySite.Select(ms => SiteEstimate.Given(Rtt.FromMilliseconds(ms)))]);
        }

        return builder.Build(Published);
    }

    private static Prefix RandomNetwork(Random random)
    {
        var isIPv6 = random.Next(3) == 0;
        var high = (ulong)random.NextInt64() & (isIPv6 ? 0x2001_000F_FFFF_0000UL : 0x0F03_FF00_0000_0000UL);
        return Prefix.FromBits(isIPv6, high, 0, isIPv6 ? random.Next(20, 49) : random.Next(8, 25));
    }

    private static int[] RandomFigures(Random random) => [.. Enumerable.Range(0, 4).Select(_ => random.Next(20, 60))];

    private static int[] Sites(LatencyMatch match) => [.. match.Row.Slots.ToArray().Select(slot => (int)slot.Site)];

    private static int[] Order(LatencyMapBuilder builder, DateTimeOffset now)
    {
        Given.Add(builder, "203.0.113.0/24 60 20 61");
        var rows = builder.Build(now);
        return [.. rows.SlotsAt(LatencyMapBuilderTests.RowOf(rows, "203.0.113.0/24")).ToArray().Select(slot => (int)slot.Site)];
    }
}
