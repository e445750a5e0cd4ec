using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;

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

    [Theory]
    [InlineData(1, Evidence.Alike, 2)]
    [InlineData(15, Evidence.Icmp, 0)]
    public void A_lone_low_figure_wins_only_when_it_is_sure(byte confidence, Evidence expected, int first)
    {
        // 5 ms to site 0 from a network that is eastern by all else it measured.
        AddKnown();
        builder.Add(New, [new SiteEstimate(Rtt.FromMilliseconds(5), confidence, Evidence.Icmp), Given(190), Given(12), SiteEstimate.Unknown]);
        var slots = SlotsOf(builder.Build(Now), New);
        Assert.Equal(first, slots[0].Site);
        foreach (var slot in slots)
        {
            Assert.True(slot.Site != 0 || slot.Evidence == expected, $"{slot.Evidence} {slot.Rtt.Milliseconds}");
        }
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

    [Fact]
    public void A_network_never_measured_is_foretold_from_where_it_is_and_says_so()
    {
        var placed = Placed(_ => new Place(0, default, new GeoPosition(35.7, 139.7)));
        placed.AddUnmeasured(New);
        var rows = placed.Build(Now);
        var slots = SlotsOf(rows, New);
        Assert.Equal((2, Evidence.Geo), (slots[0].Site, slots[0].Evidence));
        Assert.InRange(slots[0].Confidence, 1, 10);
        Assert.Equal(Rung.Predicted, rows.RungAt(0));
    }

    [Fact]
    public void A_network_that_a_newer_database_places_elsewhere_is_foretold_from_there_in_the_next_map()
    {
        var (place, id) = (new GeoPosition(35.7, 139.7), 1UL);
        var placed = Placed(_ => new Place(0, default, place), () => id);
        Assert.Equal(2, FirstOf(0));
        (place, id) = (new GeoPosition(40.4, -3.7), 2);
        Assert.Equal(0, FirstOf(1));

        int FirstOf(int seconds)
        {
            placed.AddUnmeasured(New);
            return SlotsOf(placed.Build(Now.AddSeconds(seconds)), New)[0].Site;
        }
    }

    [Fact]
    public void Two_probes_outweigh_a_place_that_is_wrong()
    {
        // Said to be in Tokyo: 9 ms to New York and 80 ms to Frankfurt are not from there.
        var placed = Placed(_ => new Place(0, default, new GeoPosition(35.7, 139.7)));
        placed.Add(New, [Given(80), Given(9), SiteEstimate.Unknown, SiteEstimate.Unknown]);
        Assert.Equal(1, SlotsOf(placed.Build(Now), New)[0].Site);
    }

    [Theory]
    [InlineData(64496u, "AT", 64496u, "DE", Evidence.System)]
    [InlineData(64496u, "AT", 64497u, "AT", Evidence.Alike)]
    [InlineData(64496u, "AT", 64497u, "DE", Evidence.None)]
    public void Without_a_position_networks_of_the_same_AS_or_country_tell_where_one_never_measured_goes(uint asThere, string countryThere, uint asHere, string countryHere, Evidence expected)
    {
        // A country alone leans the choice; what the figures stand on is then mostly networks at large. The eastern networks, of one AS and country, are at 60.0.0.0/8; all others are of no known place.
        var placed = Placed(network => network == New ? PlaceOf(asHere, countryHere) : network.High >> 56 == 60 ? PlaceOf(asThere, countryThere) : default);
        AddKnown(placed);
        placed.AddUnmeasured(New);
        var slots = SlotsOf(placed.Build(Now), New);
        Assert.Equal(expected, slots.Length == 0 ? Evidence.None : slots[0].Evidence);
        Assert.True(slots.Length == 0 || slots[0].Site == 2);
    }

    [Fact]
    public void A_network_that_was_measured_after_all_has_one_row()
    {
        var placed = Placed(_ => PlaceOf(64496, "AT"));
        AddKnown(placed);
        placed.Add(New, Row(West));
        placed.AddUnmeasured(New);
        placed.AddUnmeasured(New);
        var rows = placed.Build(Now);
        Assert.Equal(1, Enumerable.Range(0, rows.Count).Count(row => rows.PrefixAt(row) == New));
        Assert.Equal(Rung.Measured, rows.RungAt(Enumerable.Range(0, rows.Count).First(row => rows.PrefixAt(row) == New)));
    }

    [Fact]
    public void Maps_do_not_wait_for_a_fit_and_are_made_by_it_once_it_is_done()
    {
        var fits = new List<Task>();
        var waiting = new LatencyMapBuilder(
            SiteCount, Tolerance.Default, TimeSpan.Zero,
            new RowPrediction(SiteMesh.Unmeasured(new GeoPosition?[SiteCount]), null, fit => Track(fits, new Task(fit))));
        Assert.False(EvidenceAfter(0) == Evidence.Alike);
        Assert.False(EvidenceAfter(1) == Evidence.Alike);
        _ = Assert.Single(fits);
        fits[0].RunSynchronously();
        Assert.True(EvidenceAfter(2) == Evidence.Alike);

        // The next one is begun in its time; the last model serves until then.
        var later = (int)RowPrediction.FitInterval.TotalSeconds + 1;
        Assert.True(EvidenceAfter(later) == Evidence.Alike);
        Assert.Equal(2, fits.Count);

        static Task Track(List<Task> fits, Task fit)
        {
            fits.Add(fit);
            return fit;
        }

        Evidence EvidenceAfter(int seconds)
        {
            AddKnown(waiting);
            waiting.Add(New, [Given(160), SiteEstimate.Unknown, SiteEstimate.Unknown, SiteEstimate.Unknown]);
            return SlotsOf(waiting.Build(Now.AddSeconds(seconds)), New)[0].Evidence;
        }
    }

    private static Place PlaceOf(uint system, string country) => CountryCode.TryParse(country, out var code) ? new Place(system, code, null) : default;

    // Frankfurt, New York, Tokyo, Sydney.
    private static LatencyMapBuilder Placed(Func<Prefix, Place> placeOf, Func<ulong>? placesId = null) => new(SiteCount, Tolerance.Default, TimeSpan.Zero, new RowPrediction(
        SiteMesh.Unmeasured([new GeoPosition(50.1, 8.7), new GeoPosition(40.7, -74), new GeoPosition(35.7, 139.7), new GeoPosition(-33.9, 151.2)]), placeOf, null, placesId));

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
