using System.Data.Common;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
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
        Assert.Equal(Total, session.Number("SELECT COUNT(*) FROM sample"));
        Assert.Equal(Total, session.Number("SELECT COUNT(DISTINCT at) FROM sample"));
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
        return session.Number("SELECT COUNT(*) FROM sample");
    }
}
