using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using static Proxima.Tests.Control.Stores.StoreSamples;

namespace Proxima.Tests.Control.Stores;

/// <summary>What the store promises on every database. Each engine's tests derive from this and give it an empty database.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected SqlDialect Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Database = await CreateDatabaseAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_acknowledged_sample_survives_a_crash_of_the_node()
    {
        // Not disposed before it is opened again: no orderly close, as after kill -9. The sample has been committed, or it has not.
        var crashed = Open();
        await crashed.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 80_123)), _ => { });

        await using var reopened = Open();
        Assert.Equal([Sample("198.51.100.0/24", 0, 80_123)], reopened.Contents.Estimates.After);
        await crashed.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_sent_again_is_answered_alike_and_stored_once()
    {
        await using var store = Open();
        var observed = new List<BatchOutcome>();
        var batch = Batch(1, Sample("198.51.100.0/24", 0, 1000)) with { Refused = new Dictionary<string, int> { ["bad-rtt"] = 2, ["bad-network"] = 1 } };

        var first = await store.AppendAsync(batch, observed.Add);
        var second = await store.AppendAsync(batch, observed.Add);

        Assert.Equal(first.Accepted, second.Accepted);
        Assert.Equal(first.Refused, second.Refused);
        Assert.Equal([false, true], observed.Select(outcome => outcome.IsResend));
        await store.DisposeAsync();
        await using var reopened = Open();
        Assert.Single(reopened.Contents.Estimates.After);
    }

    [Fact]
    public async Task A_failure_after_a_commit_is_told_to_its_own_caller_and_others_go_on_being_stored()
    {
        await using var store = Open();
        var bound = TimeSpan.FromSeconds(20);
        var failed = store.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 1000)), _ => throw new InvalidOperationException("the observer's own fault"));
        var error = await Assert.ThrowsAsync<StoreException>(() => failed.WaitAsync(bound));
        Assert.Contains("the observer's own fault", error.Message, StringComparison.Ordinal);

        var next = await store.AppendAsync(Batch(2, Sample("203.0.113.0/24", 0, 1000)), _ => { }).WaitAsync(bound);
        Assert.Equal(2, next.LastSample);
    }

    [Fact]
    public async Task Outcomes_are_seen_in_the_order_of_their_sample_ids_however_many_senders_there_are()
    {
        await using var store = Open();
        var lasts = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            store.AppendAsync(Batch(i, Sample("198.51.100.0/24", 0, 1000), Sample("203.0.113.0/24", 0, 1000)), outcome => lasts.Add(outcome.LastSample))));

        Assert.Equal(Enumerable.Range(1, 200).Select(i => 2L * i), lasts);
    }

    [Fact]
    public async Task After_a_restart_the_estimator_is_as_it_was_from_its_checkpoint_and_the_samples_after_it()
    {
        var samples = Enumerable.Range(0, 400).Select(i => Sample($"198.51.{i % 7}.0/24", (ushort)(i % 3), 10_000 + (uint)(i * 37 % 900), Now + i)).ToList();
        var store = Open();
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        await FeedAsync(store, book, samples.Take(250), 1);
        await book.CheckpointAsync(store);
        await FeedAsync(store, book, samples.Skip(250), 2);
        await store.DisposeAsync();

        await using var reopened = Open();
        Assert.Equal(150, reopened.Contents.Estimates.After.Count());
        var restored = new EstimateBook(reopened.Contents.Estimates, () => { });

        Assert.Equal(Figures(book), Figures(restored));
        Assert.Equal(21, Figures(book).Count);
        Assert.Equal(400, restored.SampleCount);
    }

    [Fact]
    public async Task A_checkpoint_holds_every_figure_of_thousands_of_networks_with_all_their_sites()
    {
        // 2,317 rows: on a server two statements of 1,000, three of 100, one of 10, seven of 1.
        var store = Open();
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        await FeedAsync(store, book, Enumerable.Range(0, 2317 * 3).Select(i => Sample($"10.{i / 3 / 250}.{i / 3 % 250}.0/24", (ushort)(i % 3), 1000 + (uint)i)), 1);
        Assert.Equal(2317, await book.CheckpointAsync(store));
        await store.DisposeAsync();

        await using var reopened = Open();
        Assert.Empty(reopened.Contents.Estimates.After);
        Assert.Equal(2317 * 3, reopened.Contents.Estimates.Checkpoint.Count);
        Assert.Equal(Figures(book), Figures(new EstimateBook(reopened.Contents.Estimates, () => { })));
    }

    [Fact]
    public async Task A_checkpoint_writes_only_the_networks_that_changed()
    {
        await using var store = Open();
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        await FeedAsync(store, book, [Sample("198.51.100.0/24", 0, 1000), Sample("203.0.113.0/24", 0, 1000)], 1);
        Assert.Equal(2, await book.CheckpointAsync(store));
        await FeedAsync(store, book, [Sample("203.0.113.0/24", 0, 1200)], 2);
        Assert.Equal(1, await book.CheckpointAsync(store));
        Assert.Equal(0, await book.CheckpointAsync(store));
    }

    [Fact]
    public async Task Old_samples_go_a_few_batches_at_a_time_once_a_checkpoint_holds_them_and_ids_are_not_given_twice()
    {
        await using var store = Open();
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        for (var batch = 1; batch <= 5; batch++)
        {
            await FeedAsync(store, book, [Sample("198.51.100.0/24", 0, 1000, Now + batch), Sample("203.0.113.0/24", 0, 1000, Now + batch)], batch);
        }

        var later = DateTimeOffset.FromUnixTimeMilliseconds(Now + 1_000_000);

        Assert.Equal(0, await store.ForgetAsync(later, later, most: 4));
        await book.CheckpointAsync(store);
        Assert.Equal(4, await store.ForgetAsync(later, later, most: 4));
        Assert.Equal(4, await store.ForgetAsync(later, later, most: 4));
        Assert.Equal(2, await store.ForgetAsync(later, later, most: 4));
        Assert.Equal(0, await store.ForgetAsync(later, later, most: 4));

        var next = await store.AppendAsync(Batch(6, Sample("198.51.100.0/24", 0, 1000)), _ => { });
        Assert.Equal(11, next.LastSample);
    }

    [Fact]
    public async Task A_batch_of_more_samples_than_may_go_at_once_goes_whole_and_a_newer_one_stays()
    {
        await using var store = Open();
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        await FeedAsync(store, book, Enumerable.Range(0, 10).Select(i => Sample("198.51.100.0/24", 0, 1000, Now + i)), 1);
        await FeedAsync(store, book, [Sample("198.51.100.0/24", 0, 1000, Now + 1000)], 2);
        await book.CheckpointAsync(store);
        var between = DateTimeOffset.FromUnixTimeMilliseconds(Now + 500);

        Assert.Equal(10, await store.ForgetAsync(between, between, most: 4));
        Assert.Equal(0, await store.ForgetAsync(between, between, most: 4));
    }

    [Fact]
    public async Task A_batch_of_thousands_comes_back_whole_and_in_order_lost_probes_and_connections_among_it()
    {
        var samples = Enumerable.Range(0, 2317)
            .Select(i => Sample($"2001:db8:{i:x}::/48", (ushort)(i % 3), 1000, Now + i) with
            {
                Rtt = i % 5 == 0 ? Rtt.Unknown : new Rtt((uint)i + 1),
                Flow = i % 3 == 0 ? new Flow(new Rtt((uint)i), uint.MaxValue, (uint)i, uint.MaxValue - (uint)i) : default,
            })
            .ToArray();
        var store = Open();
        var outcome = await store.AppendAsync(Batch(1, samples), _ => { });
        await store.DisposeAsync();

        Assert.Equal(2317, outcome.LastSample);
        await using var reopened = Open();
        Assert.Equal(samples, reopened.Contents.Estimates.After);
    }

    [Fact]
    public async Task Slots_and_targets_are_kept_changed_and_removed()
    {
        var store = Open();
        var (kept, removed) = (new EndpointKey("web", "fra4"), new EndpointKey("web", "nyc4"));
        TargetRow first = new(Prefix.Parse("198.51.100.0/24"), IPAddress.Parse("198.51.100.7"), IsResolver: true, 12, Now);
        TargetRow second = new(Prefix.Parse("2001:db8::/48"), IPAddress.Parse("2001:db8::1"), IsResolver: false, 3, Now);
        await store.SaveSlotsAsync(new Dictionary<EndpointKey, int> { [kept] = 0, [removed] = 1 }, []);
        await store.SaveSlotsAsync(new Dictionary<EndpointKey, int>(), [removed]);
        await store.SaveTargetsAsync([first, second], []);
        await store.SaveTargetsAsync([second with { Queries = 40 }], []);
        await store.DisposeAsync();

        await using var reopened = Open();
        Assert.Equal(new Dictionary<EndpointKey, int> { [kept] = 0 }, reopened.Contents.Slots);
        Assert.Equal([second with { Queries = 40 }, first], reopened.Contents.Targets);
    }

    [Fact]
    public async Task The_seed_is_made_once_and_kept()
    {
        var first = Open();
        await first.DisposeAsync();
        await using var second = Open();
        Assert.NotEqual(0UL, first.Contents.Seed);
        Assert.Equal(first.Contents.Seed, second.Contents.Seed);
    }

    [Fact]
    public async Task A_site_keeps_its_number_when_others_come_and_go()
    {
        var store = Open();
        await store.RegisterSitesAsync(["fra", "nyc"]);
        await store.DisposeAsync();
        await using var again = Open();
        var numbers = await again.RegisterSitesAsync(["sin", "nyc"]);
        Assert.Equal(2, numbers["sin"]);
        Assert.Equal(1, numbers["nyc"]);
        Assert.Equal(0, numbers["fra"]);
    }

    [Fact]
    public async Task Site_names_of_any_script_are_kept_and_differ_when_one_character_does()
    {
        string[] names = ["münchen", "munchen", "Munchen", "東京", "tōkyō-🗼"];
        var store = Open();
        await store.RegisterSitesAsync(names);
        await store.DisposeAsync();

        await using var reopened = Open();
        Assert.Equal(names, reopened.Contents.Sites.OrderBy(site => site.Value).Select(site => site.Key));
    }

    [Fact]
    public void A_database_of_a_newer_program_is_refused_in_one_line()
    {
        using var session = new SqlSession(Database);
        SchemaUpgrade.Apply(session, [(SchemaUpgrade.Newest + 1, "CREATE TABLE future (x INTEGER)")]);
        var error = Assert.Throws<StoreException>(() => Open());
        Assert.Equal(
            $"database '{Database.Place}' has schema {SchemaUpgrade.Newest + 1}, this program knows {SchemaUpgrade.Newest}: run the newer program, or restore an older backup",
            error.Message);
    }

    [Fact]
    public void A_database_of_an_older_program_gets_the_files_it_lacks_and_keeps_its_rows()
    {
        using var session = new SqlSession(Database);
        SchemaUpgrade.Apply(session, [(1, "CREATE TABLE a (x INTEGER)")]);
        session.Execute("INSERT INTO a (x) VALUES (@p0)", 7);

        SchemaUpgrade.Apply(session, [(1, "CREATE TABLE a (x INTEGER)"), (2, "ALTER TABLE a ADD COLUMN y INTEGER"), (3, "CREATE TABLE b (x INTEGER)")]);

        Assert.Equal(3, SchemaUpgrade.VersionOf(session));
        Assert.Equal(7, session.Number("SELECT x FROM a WHERE y IS NULL"));
        Assert.Equal(0, session.Number("SELECT COUNT(*) FROM b"));
    }

    [Fact]
    public void An_upgrade_that_was_cut_short_ends_well_when_it_is_run_again()
    {
        using var session = new SqlSession(Database);
        SchemaUpgrade.Apply(session, [(1, "CREATE TABLE a (x INTEGER)")]);
        Assert.ThrowsAny<System.Data.Common.DbException>(() => SchemaUpgrade.Apply(
            session, [(1, string.Empty), (2, "CREATE TABLE b (x INTEGER);\nALTER TABLE a ADD COLUMN y INTEGER;\nthis is no SQL;\n")]));
        Assert.Equal(1, SchemaUpgrade.VersionOf(session));

        SchemaUpgrade.Apply(session, [(1, string.Empty), (2, "CREATE TABLE b (x INTEGER);\nALTER TABLE a ADD COLUMN y INTEGER;\nCREATE INDEX b_x ON b (x);\n")]);
        Assert.Equal(2, SchemaUpgrade.VersionOf(session));
        Assert.Equal(0, session.Number("SELECT COUNT(*) FROM b"));
    }

    protected Store Open(SqlDialect? dialect = null) => Store.Open(dialect ?? Database, mostTargets: 1000, NullLogger.Instance);

    /// <summary>An empty database of this test's own.</summary>
    protected abstract ValueTask<SqlDialect> CreateDatabaseAsync();
}
