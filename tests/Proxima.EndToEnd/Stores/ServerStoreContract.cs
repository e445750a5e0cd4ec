using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Settings.Node;
using Proxima.Tests.Control.Stores;
using static Proxima.Tests.Control.Stores.StoreSamples;

namespace Proxima.EndToEnd.Stores;

/// <summary>What the store promises on a server beyond what it promises on every database: the server and the way to it may fail at any moment.</summary>
public abstract class ServerStoreContract(DatabaseServer server) : StoreContract
{
    private const int Senders = 4, BatchesEach = 30, SamplesEach = 500, Crashes = 3;

    [Fact]
    public async Task A_server_that_crashes_under_load_loses_nothing_that_was_acknowledged_and_nothing_is_counted_twice()
    {
        await using var store = Open();
        var book = new EstimateBook(store.Contents.Estimates, () => { });
        var (acknowledged, failed) = (0, 0);
        var senders = Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < BatchesEach; i++)
            {
                failed += await SendAsync(store, book, (sender * BatchesEach) + i);
                Interlocked.Increment(ref acknowledged);
            }
        })).ToList();
        for (var crash = 1; crash <= Crashes; crash++)
        {
            var (goal, failures) = (crash * 20, Volatile.Read(ref failed));
            await Until.Holds(() => Volatile.Read(ref acknowledged) >= goal, Deadlines.Step, () => $"{acknowledged} batches are {goal}");
            await server.CrashAsync();
            await Until.Holds(() => store.Trouble is not null, Deadlines.Step, () => "the store notices");
            await server.StartAsync();
        }

        await Task.WhenAll(senders).WaitAsync(Deadlines.Step);

        Assert.Null(store.Trouble);
        const int Total = Senders * BatchesEach * SamplesEach;
        Assert.Equal(Total, book.SampleCount);
        await store.DisposeAsync();
        using var session = new SqlSession(Database);
        Assert.Equal(Total, SampleRows.Count(session));
        Assert.Equal(Total, SampleRows.After(session, 0).DistinctBy(sample => sample.AtUnixMs).Count());
        Assert.Equal(Senders * BatchesEach, session.Number("SELECT COUNT(*) FROM batch"));
        await using var reopened = Open();
        Assert.Equal(Figures(book), Figures(new EstimateBook(reopened.Contents.Estimates, () => { })));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_acknowledged_when_it_was_done()
    {
        var way = new LossyDialect(Database);
        await using var store = Open(way);
        var observed = new List<BatchOutcome>();
        way.LoseAnswer = true;
        var outcome = await store.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 1000)), observed.Add);

        Assert.False(outcome.IsResend);
        Assert.Single(observed);
        Assert.Equal(1, way.Lost);
        Assert.Equal(1, CountSamples());
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_done_again_as_a_whole()
    {
        var way = new LossyDialect(Database);
        await using var store = Open(way);
        var observed = new List<BatchOutcome>();
        way.LoseCommit = true;
        var outcome = await store.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 1000)), observed.Add);

        Assert.False(outcome.IsResend);
        Assert.Single(observed);
        Assert.Equal(1, way.Lost);
        Assert.Equal(1, CountSamples());
    }

    [Fact]
    public async Task A_commit_of_unknown_outcome_is_no_acknowledgement_and_is_counted_once_when_the_server_is_back()
    {
        var way = new LossyDialect(Database);
        await using var store = Open(way);
        var observed = new List<BatchOutcome>();
        var batch = Batch(1, Sample("198.51.100.0/24", 0, 1000));
        way.LoseAnswer = true;
        way.IsCut = true;
        await Assert.ThrowsAsync<StoreException>(() => store.AppendAsync(batch, observed.Add));
        Assert.Empty(observed);

        way.IsCut = false;
        Assert.True((await store.AppendAsync(batch, observed.Add)).IsResend);

        // First the commit that had been done after all, as such; then the resend.
        Assert.Equal([false, true], observed.Select(outcome => outcome.IsResend));
        Assert.Equal(1, CountSamples());
    }

    [Fact]
    public async Task A_connection_that_the_server_closed_while_idle_is_replaced_without_a_word()
    {
        await using var store = Open();
        await server.StopAsync();
        await server.StartAsync();
        var outcome = await store.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 1000)), _ => { });
        Assert.Equal(1, outcome.LastSample);
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task A_second_node_on_the_same_database_is_refused_in_one_line_until_the_first_has_left_or_fallen_silent()
    {
        var time = new ManualTime();
        var first = OpenAs(1, time);
        var refusal = Assert.Throws<StoreException>(() => OpenAs(2, time));
        Assert.StartsWith($"database {Database.Place}: another node uses it, for 60 s more", refusal.Message, StringComparison.Ordinal);
        await first.DisposeAsync();

        // Left in order: free at once. Crashed: free when its lease has ended, and for itself at once.
        var second = OpenAs(2, time);
        await using (var again = OpenAs(2, time))
        {
            await again.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 1000)), _ => { });
        }

        await second.DisposeAsync();
        _ = OpenAs(2, time);
        time.Advance(StoreLease.Length + TimeSpan.FromSeconds(1));
        await OpenAs(3, time).DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_lost_the_database_to_another_writes_nothing_more()
    {
        var time = new ManualTime();
        await using var first = OpenAs(1, time);
        await first.AppendAsync(Batch(1, Sample("198.51.100.0/24", 0, 1000)), _ => { });
        time.Advance(StoreLease.Length + TimeSpan.FromSeconds(1));
        await using var second = OpenAs(2, time);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => first.AppendAsync(Batch(2, Sample("198.51.100.0/24", 1, 1000)), _ => { }));
        Assert.Contains("another node took it", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, first.Trouble);
        await second.AppendAsync(Batch(3, Sample("198.51.100.0/24", 2, 1000)), _ => { });
        Assert.Equal(2, CountSamples());
    }

    [Fact]
    public async Task A_node_that_writes_keeps_the_database_for_as_long_as_it_does()
    {
        var time = new ManualTime();
        await using var first = OpenAs(1, time);
        for (var i = 1; i <= 4; i++)
        {
            time.Advance(StoreLease.Length * 0.7);
            await first.AppendAsync(Batch(i, Sample("198.51.100.0/24", 0, 1000)), _ => { });
        }

        Assert.Throws<StoreException>(() => OpenAs(2, time));
    }

    [Theory]
    [InlineData(Tls.Required)]
    [InlineData(Tls.Verified)]
    public void The_way_is_encrypted_where_it_is_asked_for(Tls tls)
    {
        using var session = new SqlSession(DialectCatalog.For(ToLocalhost(tls, server.Certificate), string.Empty));
        Assert.True(IsEncrypted(session));
    }

    [Fact]
    public void The_way_is_plain_where_tls_is_off()
    {
        using var session = new SqlSession(DialectCatalog.For(ToLocalhost(Tls.Off, null), string.Empty));
        Assert.False(IsEncrypted(session));
    }

    [Fact]
    public void A_server_whose_certificate_nobody_vouches_for_is_refused_in_one_line_where_it_is_to_be_verified()
    {
        var error = Assert.Throws<StoreException>(() => Store.Open(DialectCatalog.For(ToLocalhost(Tls.Verified, null), string.Empty), 1, NullLogger.Instance));
        Assert.StartsWith(
            $"database {AnyDatabase} at {(server.Kind == DatabaseKind.Mysql ? "mysql" : "postgresql")} server localhost:{server.Port}, user {server.Administrator}: {RefusedCertificate}",
            error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_certificate_for_another_name_is_refused_where_it_is_to_be_verified()
    {
        var settings = ToLocalhost(Tls.Verified, server.Certificate) with { Server = "127.0.0.1" };
        Assert.Throws<StoreException>(() => Store.Open(DialectCatalog.For(settings, string.Empty), 1, NullLogger.Instance));
    }

    /// <summary>One that the administrator may be in.</summary>
    protected abstract string AnyDatabase { get; }

    /// <summary>How the error begins that says so.</summary>
    protected abstract string RefusedCertificate { get; }

    protected abstract bool IsEncrypted(SqlSession session);

    private DatabaseSettings ToLocalhost(Tls tls, string? authority) => server.Settings(AnyDatabase) with { Server = "localhost", Tls = tls, TlsAuthority = authority };

    private Store OpenAs(long node, TimeProvider time) => Store.Open(Database, 1000, NullLogger.Instance, new StoreOwner(node, time));

    protected override ValueTask<SqlDialect> CreateDatabaseAsync()
    {
        server.Require();
        return ValueTask.FromResult(server.CreateDatabase());
    }

    // As an agent does: the same batch again until it is acknowledged. Returns how often it was not.
    private static async Task<int> SendAsync(Store store, EstimateBook book, int number)
    {
        var batch = Batch(number, [.. Enumerable.Range(0, SamplesEach).Select(i => Sample($"198.51.{number % 200}.0/24", (ushort)(i % 3), 5000 + (uint)i, Now + (number * SamplesEach) + i))]);
        for (var failed = 0; ; failed++)
        {
            try
            {
                await store.AppendAsync(batch, outcome => Observe(book, batch.Samples, outcome));
                return failed;
            }
            catch (StoreException)
            {
                await Task.Delay(20);
            }
        }
    }

    private static void Observe(EstimateBook book, IReadOnlyList<LatencySample> samples, BatchOutcome outcome)
    {
        if (!outcome.IsResend)
        {
            book.Observe(samples, outcome.LastSample);
        }
    }

    private long CountSamples()
    {
        using var session = new SqlSession(Database);
        return SampleRows.Count(session);
    }
}
