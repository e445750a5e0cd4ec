using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Intake;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Control.Stores;

public sealed class StoreUpkeepTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private SqliteDialect Database => new(folder.In("proxima.db"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Targets_that_could_not_be_stored_are_stored_once_the_database_takes_writes_again()
    {
        var targets = new TargetList([], most: 2);
        await using var store = Open();
        var upkeep = new StoreUpkeep(store, new EstimateBook(store.Contents.Estimates, () => { }), targets, new ManualTime());
        targets.Observe([Seen(1, 5), Seen(2, 6)], 1000);
        await upkeep.RunOnceAsync();

        // The third pushes out the first; neither can be told to the database.
        targets.Observe([Seen(3, 60)], 1000);
        Run("CREATE TRIGGER refuse BEFORE INSERT ON target BEGIN SELECT RAISE(ABORT, 'refused'); END");
        await Assert.ThrowsAsync<StoreException>(upkeep.RunOnceAsync);
        Run("DROP TRIGGER refuse");
        await upkeep.RunOnceAsync();

        await using var reopened = Open();
        Assert.Equal([Network(3), Network(2)], reopened.Contents.Targets.Select(row => row.Network));
    }

    [Fact]
    public async Task A_checkpoint_is_taken_once_a_minute()
    {
        var time = new ManualTime();
        await using var store = Open();
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        var upkeep = new StoreUpkeep(store, book, new TargetList([], most: 2), time);
        await StoreSamples.FeedAsync(store, book, [StoreSamples.Sample("198.51.100.0/24", 0, 1000)], 1);
        await upkeep.RunOnceAsync();
        await StoreSamples.FeedAsync(store, book, [StoreSamples.Sample("198.51.100.0/24", 0, 1000)], 2);

        time.Advance(StoreUpkeep.CheckpointInterval - TimeSpan.FromSeconds(1));
        await upkeep.RunOnceAsync();
        Assert.Single(ReadAfter());
        time.Advance(TimeSpan.FromSeconds(1));
        await upkeep.RunOnceAsync();
        Assert.Empty(ReadAfter());
    }

    private List<LatencySample> ReadAfter()
    {
        using var session = new SqlSession(Database);
        return [.. StoreContents.Read(session, 1).Estimates.After];
    }

    private static Prefix Network(int number) => Prefix.Parse($"203.0.{number}.0/24");

    private static SeenNetwork Seen(int number, long asked) => new(Network(number), Network(number), asked);

    private Store Open() => Store.Open(Database, mostTargets: 1000, NullLogger.Instance);

    private void Run(string sql)
    {
        using var other = new SqlSession(Database);
        other.Run(sql);
    }
}
