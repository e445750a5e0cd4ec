using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Publishing;
using Proxima.Engine.Latency;
using Proxima.Engine.Places;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.Control;

public sealed class GeoIpWatchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private int changes;

    private string Table => folder.In("t.csv");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_changed_database_is_taken_and_a_broken_one_leaves_the_last_good_places()
    {
        using var book = new PlaceBook(folder.In("snapshot"), isUsed: true);
        var watch = new GeoIpWatch([Table], book, () => changes++, NullLogger<GeoIpWatch>.Instance);

        await WriteAndLookAsync(watch, "1.0.0.0,1.0.0.255,AT\n");
        Assert.Equal(("AT", 1, null), (CountryAt(book), changes, watch.Trouble));
        Assert.False(await watch.LookAsync(default));

        await WriteAndLookAsync(watch, "1.0.0.0,1.0.0.255,DE?\n");
        Assert.Equal(("AT", 1), (CountryAt(book), changes));
        Assert.Equal($"geolocation: {Table}:1:19: 'DE?', expected the number of an autonomous system, as 64496 or AS64496; the last good places stay in force", watch.Trouble);
        Assert.False(await watch.LookAsync(default));

        File.Delete(Table);
        await watch.LookAsync(default);
        Assert.Equal("AT", CountryAt(book));
        Assert.StartsWith($"geolocation: {Table}:1:1: cannot be read: ", watch.Trouble, StringComparison.Ordinal);

        await WriteAndLookAsync(watch, "1.0.0.0,1.0.0.255,DE\n");
        Assert.Equal(("DE", 2, null), (CountryAt(book), changes, watch.Trouble));
    }

    [Fact]
    public async Task The_snapshot_names_the_places_and_only_those_in_force_keep_their_file()
    {
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            var watch = new GeoIpWatch([Table], node.Node.Ground.Places, () => { }, NullLogger<GeoIpWatch>.Instance);
            await WriteAndLookAsync(watch, "1.0.0.0,1.0.0.255,AT\n");
            node.Node.Publishing.Publisher.Publish();
            Assert.Equal("AT", CountryInSnapshot(node.State.Snapshot));

            await WriteAndLookAsync(watch, "1.0.0.0,1.0.0.255,NL\n");
            Assert.Equal("AT", CountryInSnapshot(node.State.Snapshot));
            node.Node.Publishing.Publisher.Publish();
            Assert.Equal("NL", CountryInSnapshot(node.State.Snapshot));
            Assert.Single(Directory.GetFiles(folder.Path, "snapshot.places-*"));
        }

        // A start goes on with what the last snapshot had, though the database may be broken by now.
        using var book = new PlaceBook(folder.In("snapshot"), isUsed: true);
        Assert.Equal("NL", CountryAt(book));
        using var unused = new PlaceBook(folder.In("snapshot"), isUsed: false);
        Assert.Equal(0UL, unused.Id);
    }

    private async Task WriteAndLookAsync(GeoIpWatch watch, string text)
    {
        // Its own time each: two writes within one tick of the file system would else look alike.
        await File.WriteAllTextAsync(Table, text);
        File.SetLastWriteTimeUtc(Table, time.GetUtcNow().UtcDateTime);
        time.Advance(TimeSpan.FromSeconds(1));
        await watch.LookAsync(default);
    }

    private static string CountryAt(PlaceBook book) => book.Find(Prefix.Parse("1.0.0.1")).Place.Country.ToString();

    private static string CountryInSnapshot(string path)
    {
        Assert.True(SnapshotFile.TryOpen(path, out var snapshot, out var problem), problem);
        using (snapshot)
        {
            return snapshot!.Places.Find(Prefix.Parse("1.0.0.1")).Place.Country.ToString();
        }
    }
}
