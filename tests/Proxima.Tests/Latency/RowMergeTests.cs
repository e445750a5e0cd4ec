using Proxima.Engine.Latency;
using Proxima.Tests.Steering;

namespace Proxima.Tests.Latency;

public sealed class RowMergeTests
{
    [Fact]
    public void Neighbours_decided_alike_share_a_row_and_a_scope_and_the_row_shows_the_middle_of_their_figures()
    {
        using var bed = Bed("192.0.0.0/24 10 40", "192.0.1.0/24 11 40", "192.0.2.0/24 10 41", "192.0.3.0/24 11 41");
        var match = bed.Map.Find(Prefix.Parse("192.0.2.7"));
        Assert.Equal((22, 10.5, 40.5), (match.Row.PrefixLength, match.Row.Slots[0].Rtt.Milliseconds, match.Row.Slots[1].Rtt.Milliseconds));
        Assert.Equal(22, match.Range.ShortestPrefixAround(Prefix.Parse("192.0.2.7").High));
    }

    [Theory]
    [InlineData("192.0.0.0/24 10 40", "192.0.1.0/24 40 10", 24)] // another site is preferred
    [InlineData("192.0.0.0/24 10 40", "192.0.1.0/24 10 45", 24)] // more than 5 % off the middle
    [InlineData("192.0.0.0/24 10 40", "192.0.1.0/24 13 40", 24)] // more than 1 ms off
    [InlineData("192.0.0.0/24 10 40", "192.0.1.0/24 10 -", 24)] // one has no figure of a site
    [InlineData("192.0.1.0/24 10 40", "192.0.2.0/24 10 40", 24)] // no halves of one prefix
    [InlineData("192.0.0.0/24 10 40", "192.0.1.0/25 10 40", 24)]
    [InlineData("192.0.0.0/24 10 40", "192.0.1.0/24 10 40", 23)]
    public void Only_halves_of_one_prefix_that_are_alike_are_merged(string one, string other, int length)
    {
        using var bed = Bed(one, other);
        Assert.Equal(length, bed.Map.Find(Prefix.Parse(one.Split(' ')[0])).Row.PrefixLength);
    }

    [Theory]
    [InlineData(0.5, 1, 23)] // a step apart
    [InlineData(0.5, 5, 24)]
    public void Neighbours_are_merged_only_with_loss_alike_and_the_worse_is_shown(double onePercent, double otherPercent, int length)
    {
        var builder = new LatencyMapBuilder(2, Tolerance.Default, TimeSpan.Zero);
        builder.Add(Prefix.Parse("192.0.0.0/24"), [Lossy(10, onePercent), Lossy(40, 0)]);
        builder.Add(Prefix.Parse("192.0.1.0/24"), [Lossy(10, otherPercent), Lossy(40, 0)]);
        using var bed = new SteeringBed(Given.Model(Proxima.Engine.Steering.WhenEmpty.All, 2), builder.Build(DateTimeOffset.UnixEpoch));
        var row = bed.Map.Find(Prefix.Parse("192.0.1.1")).Row;
        Assert.Equal((length, otherPercent / 100, 0.0), ((int)row.PrefixLength, row.Qualities[0].Loss, row.Qualities[1].Loss));

        static SiteEstimate Lossy(double ms, double percent) => SiteEstimate.Given(Rtt.FromMilliseconds(ms)) with { Loss = (float)(percent / 100) };
    }

    [Fact]
    public void However_many_are_merged_no_figure_is_far_from_that_of_its_own_network()
    {
        // A slow rise over 256 networks: each is like the next, the first is not like the last.
        var rows = Given.Map(2, [.. Enumerable.Range(0, 256).Select(i => FormattableString.Invariant($"192.0.{i}.0/24 {10 + (0.1 * i):0.0} 100"))]);
        using var bed = new SteeringBed(Given.Model(Proxima.Engine.Steering.WhenEmpty.All, 2), rows);
        var lengths = new HashSet<int>();
        for (var i = 0; i < 256; i++)
        {
            var row = bed.Map.Find(Prefix.Parse($"192.0.{i}.1")).Row;
            lengths.Add(row.PrefixLength);
            Assert.InRange(row.Slots[0].Rtt.Milliseconds, Math.Min((10 + (0.1 * i)) * 0.95, 9 + (0.1 * i)) - 0.1, Math.Max((10 + (0.1 * i)) * 1.06, 11 + (0.1 * i)) + 0.1);
        }

        Assert.All(lengths, length => Assert.InRange(length, 17, 21));
    }

    [Fact]
    public void A_start_goes_on_from_merged_rows_without_a_flip()
    {
        // Site 1 came first and stays, though site 0 is by now nearer within the tolerance.
        var builder = new LatencyMapBuilder(2, Tolerance.Default, TimeSpan.Zero);
        Add(builder, 40, 30);
        builder.Build(DateTimeOffset.UnixEpoch);
        Add(builder, 40, 45);
        using var bed = new SteeringBed(Given.Model(Proxima.Engine.Steering.WhenEmpty.All, 2), builder.Build(DateTimeOffset.UnixEpoch.AddSeconds(1)));
        Assert.Equal((23, 1), (bed.Map.Find(Prefix.Parse("192.0.1.1")).Row.PrefixLength, (int)bed.Map.Find(Prefix.Parse("192.0.1.1")).Row.Slots[0].Site));

        var restarted = new LatencyMapBuilder(2, Tolerance.Default, TimeSpan.Zero);
        restarted.Resume(bed.Map, site => site, DateTimeOffset.UnixEpoch);
        Add(restarted, 40, 45);
        var rows = restarted.Build(DateTimeOffset.UnixEpoch.AddSeconds(2));
        foreach (var network in (string[])["192.0.0.0/24", "192.0.1.0/24"])
        {
            Assert.Equal(1, rows.SlotsOf(Prefix.Parse(network))[0].Site);
        }

        static void Add(LatencyMapBuilder builder, double first, double second)
        {
            builder.Add(Prefix.Parse("192.0.0.0/24"), [SiteEstimate.Given(Rtt.FromMilliseconds(first)), SiteEstimate.Given(Rtt.FromMilliseconds(second))]);
            builder.Add(Prefix.Parse("192.0.1.0/24"), [SiteEstimate.Given(Rtt.FromMilliseconds(first)), SiteEstimate.Given(Rtt.FromMilliseconds(second))]);
        }
    }

    private static SteeringBed Bed(params string[] rows) => new(Given.Model(Proxima.Engine.Steering.WhenEmpty.All, 2), Given.Map(2, rows));
}
