using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;

namespace Proxima.Tests.Control;

public sealed class StoreTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private const long Now = 1_795_000_000_000;

    private readonly TemporaryFolder folder = new();

    private string Database => folder.In("proxima.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_acknowledged_sample_survives_a_crash_of_the_node()
    {
        // Not disposed before it is opened again: no orderly close, as after kill -9. The file has been committed, or it has not.
        var crashed = Open(Database);
        await crashed.AppendAsync(Batch(Id, Sample("198.51.100.0/24", 0, 80_123)), _ => { });

        await using var reopened = Open(Database);
        Assert.Equal([Sample("198.51.100.0/24", 0, 80_123)], reopened.Contents.Estimates.After);
        await crashed.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_sent_again_is_answered_alike_and_stored_once()
    {
        await using var store = Open(Database);
        var observed = new List<BatchOutcome>();
        var batch = Batch(Id, Sample("198.51.100.0/24", 0, 1000)) with { Refused = new Dictionary<string, int> { ["bad-rtt"] = 2, ["bad-network"] = 1 } };

        var first = await store.AppendAsync(batch, observed.Add);
        var second = await store.AppendAsync(batch, observed.Add);

        Assert.Equal(first.Accepted, second.Accepted);
        Assert.Equal(first.Refused, second.Refused);
        Assert.Equal([false, true], observed.Select(outcome => outcome.IsResend));
        await store.DisposeAsync();
        await using var reopened = Open(Database);
        Assert.Single(reopened.Contents.Estimates.After);
    }

    [Fact]
    public async Task Outcomes_are_seen_in_the_order_of_their_sample_ids_however_many_senders_there_are()
    {
        await using var store = Open(Database);
        var lasts = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            store.AppendAsync(Batch(i.ToString("x32"), Sample("198.51.100.0/24", 0, 1000), Sample("203.0.113.0/24", 0, 1000)), outcome => lasts.Add(outcome.LastSample))));

        Assert.Equal(Enumerable.Range(1, 200).Select(i => 2L * i), lasts);
    }

    [Fact]
    public async Task After_a_restart_the_estimator_is_as_it_was_from_its_checkpoint_and_the_samples_after_it()
    {
        var samples = Enumerable.Range(0, 400).Select(i => Sample($"198.51.{i % 7}.0/24", (ushort)(i % 3), 10_000 + (uint)(i * 37 % 900), Now + i)).ToList();
        var store = Open(Database);
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        await Feed(store, book, samples.Take(250), "1");
        await book.CheckpointAsync(store);
        await Feed(store, book, samples.Skip(250), "2");
        await store.DisposeAsync();

        await using var reopened = Open(Database);
        Assert.Equal(150, reopened.Contents.Estimates.After.Count);
        var restored = new EstimateBook(reopened.Contents.Estimates, () => { });

        Assert.Equal(Figures(book), Figures(restored));
        Assert.Equal(21, Figures(book).Count);
        Assert.Equal(400, restored.SampleCount);
    }

    [Fact]
    public async Task A_checkpoint_writes_only_the_estimates_that_changed()
    {
        await using var store = Open(Database);
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        await Feed(store, book, [Sample("198.51.100.0/24", 0, 1000), Sample("203.0.113.0/24", 0, 1000)], "1");
        Assert.Equal(2, await book.CheckpointAsync(store));
        await Feed(store, book, [Sample("203.0.113.0/24", 0, 1200)], "2");
        Assert.Equal(1, await book.CheckpointAsync(store));
        Assert.Equal(0, await book.CheckpointAsync(store));
    }

    [Fact]
    public async Task Old_samples_go_in_small_steps_once_a_checkpoint_holds_them_and_ids_are_not_given_twice()
    {
        await using var store = Open(Database);
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        await Feed(store, book, Enumerable.Range(0, 10).Select(i => Sample("198.51.100.0/24", 0, 1000, Now + i)), "1");
        var later = DateTimeOffset.FromUnixTimeMilliseconds(Now + 1_000_000);

        Assert.Equal(0, await store.ForgetAsync(later, later, most: 4));
        await book.CheckpointAsync(store);
        Assert.Equal(4, await store.ForgetAsync(later, later, most: 4));
        Assert.Equal(4, await store.ForgetAsync(later, later, most: 4));
        Assert.Equal(2, await store.ForgetAsync(later, later, most: 4));

        var next = await store.AppendAsync(Batch("3".PadLeft(32, '0'), Sample("198.51.100.0/24", 0, 1000)), _ => { });
        Assert.Equal(11, next.LastSample);
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_says_so_and_ends_when_there_is_room_again()
    {
        await using var store = Open(Database, new CrampedDialect(Database));
        var samples = Enumerable.Range(0, 5000).Select(i => Sample($"198.51.{i % 250}.0/24", 0, 1000)).ToArray();
        var observed = 0;

        var error = await Assert.ThrowsAsync<StoreException>(() => store.AppendAsync(Batch(Id, samples), _ => observed++));
        Assert.Equal($"database '{Database}' cannot grow: the disk is full", error.Message);
        Assert.Equal(error.Message, store.Trouble);
        Assert.Equal(0, observed);

        var small = await store.AppendAsync(Batch(Id, samples[0]), _ => observed++);
        Assert.False(small.IsResend);
        Assert.Null(store.Trouble);
        Assert.Equal(1, observed);
    }

    [Fact]
    public void A_damaged_database_is_one_line_that_names_it()
    {
        File.WriteAllText(Database, new string('x', 8192));
        var error = Assert.Throws<StoreException>(() => Open(Database));
        Assert.Equal($"'{Database}' is no database of this node: move it away and start again", error.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_line_that_names_the_database()
    {
        var path = folder.In("missing/proxima.db");
        var error = Assert.Throws<StoreException>(() => Open(path));
        Assert.Equal($"database '{path}' cannot be opened: the folder is missing or not writable", error.Message);
    }

    [Fact]
    public async Task A_database_locked_by_another_program_is_one_line_that_says_so()
    {
        await Open(Database).DisposeAsync();
        using var other = new SqlSession(new SqliteDialect(Database), new SqliteDialect(Database).Open());
        other.Script("BEGIN EXCLUSIVE");
        using var session = new SqlSession(new SqliteDialect(Database), new SqliteDialect(Database).Open());
        var error = Assert.ThrowsAny<System.Data.Common.DbException>(() => session.Execute("INSERT INTO fact (name, number) VALUES (@p0, @p1)", "x", 1));
        Assert.Equal($"database '{Database}' is locked by another program: end it, or give this node a state folder of its own", session.Dialect.Explain(error));
    }

    [Fact]
    public async Task The_seed_is_made_once_and_kept()
    {
        var first = Open(Database);
        await first.DisposeAsync();
        await using var second = Open(Database);
        Assert.NotEqual(0UL, first.Contents.Seed);
        Assert.Equal(first.Contents.Seed, second.Contents.Seed);
    }

    [Fact]
    public async Task A_site_keeps_its_number_when_others_come_and_go()
    {
        var store = Open(Database);
        await store.RegisterSitesAsync(["fra", "nyc"]);
        await store.DisposeAsync();
        await using var again = Open(Database);
        var numbers = await again.RegisterSitesAsync(["sin", "nyc"]);
        Assert.Equal(2, numbers["sin"]);
        Assert.Equal(1, numbers["nyc"]);
        Assert.Equal(0, numbers["fra"]);
    }

    internal static Store Open(string path, SqlDialect? dialect = null) => Store.Open(dialect ?? new SqliteDialect(path), mostTargets: 1000, NullLogger.Instance);

    internal static LatencySample Sample(string network, ushort site, uint us, long at = Now) => new(Prefix.Parse(network), site, new Rtt(us), Evidence.Icmp, at);

    internal static SampleBatch Batch(string id, params LatencySample[] samples) => new(id, samples, new Dictionary<string, int>(), Now);

    private static async Task Feed(Store store, EstimateBook book, IEnumerable<LatencySample> samples, string id)
    {
        var batch = Batch(id.PadLeft(32, '0'), [.. samples]);
        await store.AppendAsync(batch, outcome => book.Observe(batch.Samples, outcome.LastSample));
    }

    // What a snapshot would say, to the tenth of a millisecond: the checkpoint keeps whole microseconds.
    private static List<string> Figures(EstimateBook book)
    {
        var builder = new LatencyMapBuilder(3, Tolerance.Default, TimeSpan.Zero);
        book.AddTo(builder, 3, new Dictionary<ushort, int> { [0] = 0, [1] = 1, [2] = 2 }, DateTimeOffset.FromUnixTimeMilliseconds(Now + 1000));
        var rows = builder.Build(DateTimeOffset.FromUnixTimeMilliseconds(Now + 1000));
        var figures = new List<string>();
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows.RungAt(row) == Rung.Measured)
            {
                foreach (var slot in rows.SlotsAt(row))
                {
                    figures.Add($"{rows.PrefixAt(row)} {slot.Site} {slot.Rtt.Milliseconds:0.0}");
                }
            }
        }

        return figures;
    }

    // A disk with room for little: SQLite reports a full database as it does a full disk (SQLITE_FULL).
    private sealed class CrampedDialect(string path) : SqlDialect
    {
        private readonly SqliteDialect inner = new(path);

        public override string Place => inner.Place;

        public override System.Data.Common.DbConnection Open()
        {
            var connection = inner.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA max_page_count=40";
            command.ExecuteNonQuery();
            return connection;
        }

        public override string Upsert(string table, IReadOnlyList<string> keys, IReadOnlyList<string> values) => inner.Upsert(table, keys, values);

        public override string Explain(System.Data.Common.DbException error) => inner.Explain(error);
    }
}
