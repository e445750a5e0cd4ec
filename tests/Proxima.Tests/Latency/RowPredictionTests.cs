using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;

namespace Proxima.Tests.Latency;

/// <summary>Two kinds of networks: near sites 0 and 1, or near sites 2 and 3; twenty of each are measured in full.</summary>
public sealed class RowPredictionTests
{
    private const int SiteCount = 4;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly double[] West = [10, 20, 150, 180];
    private static readonly double[] East = [160, 190, 12, 25];
    private static readonly Prefix New = Prefix.Parse("198.51.100.0/24");

    private readonly LatencyMapBuilder builder = new(SiteCount, Tolerance.Default, TimeSpan.Zero, new RowPrediction(SiteMesh.Unmeasured(new GeoPosition?[SiteCount])));

    [Fact]
    public void A_network_that_only_its_far_site_measured_is_sent_to_the_site_alike_networks_are_near_to()
    {
        // Locked in at site 0 with 160 ms: the eastern networks have that too, and 12 ms to site 2.
        AddKnown();
        builder.Add(New, [Given(160), SiteEstimate.Unknown, SiteEstimate.Unknown, SiteEstimate.Unknown]);
        var slots = SlotsOf(builder.Build(Now), New);
        Assert.Equal(2, slots[0].Site);
        Assert.Equal(Evidence.Alike, slots[0].Evidence);
        Assert.InRange(slots[0].Rtt.Milliseconds, 8, 40);
        Assert.InRange(slots[0].Confidence, 1, 10);
    }

    [Fact]
    public void What_was_measured_stays_as_it_was_measured()
    {
        AddKnown();
        builder.Add(New, [Given(9), SiteEstimate.Unknown, SiteEstimate.Unknown, SiteEstimate.Unknown]);
        var slots = SlotsOf(builder.Build(Now), New);
        Assert.Equal(0, slots[0].Site);
        Assert.Equal(Evidence.Given, slots[0].Evidence);
        Assert.Equal(9, slots[0].Rtt.Milliseconds, 0.1);
    }

    [Fact]
    public void A_prediction_is_kept_while_its_figures_stay_and_made_anew_when_they_move()
    {
        Assert.Equal(2, FirstAfter(160, 0));
        Assert.Equal(2, FirstAfter(163, 10));
        Assert.Equal(0, FirstAfter(11, 20));
    }

    [Fact]
    public void With_too_few_known_networks_the_ladder_stands_alone()
    {
        builder.Add(Prefix.Parse("198.51.0.0/24"), Row(East));
        builder.Add(New, [Given(160), SiteEstimate.Unknown, SiteEstimate.Unknown, SiteEstimate.Unknown]);
        foreach (var slot in SlotsOf(builder.Build(Now), New))
        {
            Assert.True(slot.IsOwn || slot.Evidence is Evidence.Covering or Evidence.Prior);
        }
    }

    [Fact]
    public void The_same_samples_give_the_same_map()
    {
        var other = new LatencyMapBuilder(SiteCount, Tolerance.Default, TimeSpan.Zero, new RowPrediction(SiteMesh.Unmeasured(new GeoPosition?[SiteCount])));
        Assert.Equal(Built(builder), Built(other));

        static uint[] Built(LatencyMapBuilder builder)
        {
            AddKnown(builder);
            builder.Add(New, [SiteEstimate.Unknown, Given(200), SiteEstimate.Unknown, SiteEstimate.Unknown]);
            return [.. SlotsOf(builder.Build(Now), New).ToArray().Select(slot => slot.Bits)];
        }
    }

    private int FirstAfter(double ms, int seconds)
    {
        AddKnown();
        builder.Add(New, [Given(ms), SiteEstimate.Unknown, SiteEstimate.Unknown, SiteEstimate.Unknown]);
        return SlotsOf(builder.Build(Now.AddSeconds(seconds)), New)[0].Site;
    }

    private void AddKnown() => AddKnown(builder);

    private static void AddKnown(LatencyMapBuilder builder)
    {
        for (var i = 0; i < 20; i++)
        {
            builder.Add(Prefix.FromBits(false, (20UL << 56) | ((ulong)i << 40), 0, 24), Row([.. West.Select(ms => ms * (1 + (0.01 * i)))]));
            builder.Add(Prefix.FromBits(false, (60UL << 56) | ((ulong)i << 40), 0, 24), Row([.. East.Select(ms => ms * (1 + (0.01 * i)))]));
        }
    }

    private static ReadOnlySpan<LatencySlot> SlotsOf(LatencyRows rows, Prefix network)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows.PrefixAt(row) == network)
            {
                return rows.SlotsAt(row);
            }
        }

        return [];
    }

    private static SiteEstimate[] Row(double[] rttMs) => Array.ConvertAll(rttMs, Given);

    private static SiteEstimate Given(double ms) => SiteEstimate.Given(Rtt.FromMilliseconds(ms));
}
