using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Snapshots;

namespace Proxima.Tests.Places;

public sealed class PlaceMapTests : IDisposable
{
    private readonly PlaceFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("192.0.2.0/24", true)] // what is measured as one, by its first address
    [InlineData("192.0.0.0/16", true)]
    [InlineData("192.0.0.0/15", false)] // a resolver asked for more than what lies there
    [InlineData("192.0.0.0/8", false)]
    public void A_wide_network_has_a_place_only_when_all_of_it_is_there(string network, bool isKnown)
    {
        var match = new PlaceMatch(new Place(64496, default, null), new AddressRange(Prefix.Parse("192.0.0.0").High, Prefix.Parse("192.1.0.0").High - 1));
        Assert.Equal(isKnown, match.Of(Prefix.Parse(network)).IsKnown);
    }

    [Fact]
    public void Databases_laid_over_each_other_say_what_each_says_alone_the_later_one_first()
    {
        var random = new Random(3);
        var (below, above) = (Random(random, isAs: true), Random(random, isAs: false));
        var map = Open(PlaceTable.Build([below.Ranges, above.Ranges]));

        for (var i = 0; i < 20_000; i++)
        {
            var isIPv6 = i % 2 == 0;
            var address = Prefix.FromBits(isIPv6, (ulong)random.Next(0, 4096) << 52 | (i % 3 == 0 ? (ulong)random.Next(4096) << 32 : 0), 0, 128);
            var expected = Alone(above.Entries, address).Or(Alone(below.Entries, address));
            var match = map.Find(address);
            Assert.Equal(expected, match.Place);
            Assert.InRange(address.High, match.Range.First, match.Range.Last);
            foreach (var inside in (ulong[])[match.Range.First, match.Range.Last])
            {
                var there = Prefix.FromBits(isIPv6, inside, 0, 128);
                Assert.Equal(expected, Alone(above.Entries, there).Or(Alone(below.Entries, there)));
            }
        }
    }

    [Fact]
    public void A_place_has_all_that_is_known_and_nothing_else()
    {
        Assert.Equal("", default(Place).ToString());
        Assert.Null(new Place(0, default, new GeoPosition(91, 0)).Position);
        Assert.Equal(new GeoPosition(-0.01, 180), new Place(0, default, new GeoPosition(-0.0149, 180)).Position);
        Assert.Equal(12, System.Runtime.CompilerServices.Unsafe.SizeOf<Place>());
    }

    [Fact]
    public void A_look_up_allocates_nothing()
    {
        var map = folder.Open(folder.Write("t.csv", "1.0.0.0,1.0.0.255,AT\n2001:db8::,2001:db9::,DE\n"));
        Prefix[] asked = [Prefix.Parse("1.0.0.7"), Prefix.Parse("2001:db8:7::1"), Prefix.Parse("9.9.9.9")];
        var known = 0;
        Assert.Equal(0, Allocations.InTheLeanestTurn(() =>
        {
            known = 0;
            foreach (var address in asked)
            {
                known += map.Find(in address).Place.Country.IsKnown ? 1 : 0;
            }
        }));
        Assert.Equal(2, known);
    }

    [Fact]
    public void A_snapshot_opens_with_the_places_it_names_and_not_without()
    {
        var model = new Proxima.Engine.Steering.SteeringModel([], [], [], [], []);
        var id = PlaceFile.Write(folder.Snapshot, PlaceTable.Build([]));
        var content = new SnapshotContent(model, [], new LatencyRows(0), new HealthTable(1), (_, _) => 0, 1, 1, DateTimeOffset.UnixEpoch) { PlacesId = id };
        SnapshotFile.Write(folder.Snapshot, SnapshotBuilder.Build(content));

        Assert.True(SnapshotFile.TryOpen(folder.Snapshot, out var snapshot, out var problem), problem);
        using (snapshot)
        {
            Assert.Equal(id, snapshot!.Places.Id);
        }

        var file = PlaceFile.PathOf(folder.Snapshot, id);
        var octets = File.ReadAllBytes(file);
        octets[^1] ^= 1;
        File.WriteAllBytes(file, octets);
        Assert.False(SnapshotFile.TryOpen(folder.Snapshot, out _, out problem));
        Assert.Equal($"snapshot '{folder.Snapshot}' needs the places in '{file}', which is damaged: its checksum or its length is wrong", problem);

        PlaceFile.DeleteOthers(folder.Snapshot, id + 2);
        Assert.False(File.Exists(file));
        Assert.False(SnapshotFile.TryOpen(folder.Snapshot, out _, out problem));
        Assert.StartsWith($"snapshot '{folder.Snapshot}' needs the places in '{file}', which cannot be read: ", problem, StringComparison.Ordinal);
    }

    private PlaceMap Open(SectionBuilder section)
    {
        Assert.True(PlaceFile.TryOpen(folder.Snapshot, PlaceFile.Write(folder.Snapshot, section), out var places, out var problem), problem);
        return places!;
    }

    private static Place Alone(List<(bool IsIPv6, AddressRange Range, Place Place)> entries, in Prefix address)
    {
        foreach (var entry in entries)
        {
            if (entry.IsIPv6 == address.IsIPv6 && entry.Range.First <= address.High && address.High <= entry.Range.Last)
            {
                return entry.Place;
            }
        }

        return default;
    }

    private static (PlaceRanges Ranges, List<(bool IsIPv6, AddressRange Range, Place Place)> Entries) Random(Random random, bool isAs)
    {
        var ranges = new PlaceRanges();
        var entries = new List<(bool, AddressRange, Place)>();
        foreach (var isIPv6 in (bool[])[false, true])
        {
            // Borders in units of 2^52: many coincide between the two databases, and the last range ends the address space.
            var borders = Enumerable.Range(0, 200).Select(_ => (ulong)random.Next(0, 4096) << 52).Append(0UL).Distinct().Order().ToList();
            for (var i = 0; i < borders.Count; i++)
            {
                if (random.Next(3) > 0 || i == borders.Count - 1)
                {
                    _ = CountryCode.TryParse(new[] { "AT", "DE", "JP" }[random.Next(3)], out var country);
                    var place = new Place(isAs ? (uint)random.Next(1, 4) : 0, isAs && random.Next(2) == 0 ? default : country, null);
                    var range = new AddressRange(borders[i], i + 1 < borders.Count ? borders[i + 1] - 1 : ulong.MaxValue);
                    ranges.Add(isIPv6, range, place);
                    entries.Add((isIPv6, range, place));
                }
            }
        }

        Assert.True(ranges.TrySort(out _, out _));
        return (ranges, entries);
    }
}
