using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Proxima.Control.Storage;

/// <summary>
/// The one place that writes: a queue, and a loop that takes what has gathered and commits it in one transaction (group commit). Nobody
/// is told "done" before the commit is on disk; when it fails everybody in the group is told why.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    /// <summary>Most jobs of one transaction: bounds how long the first one waits.</summary>
    public const int MaxGroup = 64;

    /// <summary>Most jobs that wait; beyond it a caller waits for room.</summary>
    public const int MaxQueue = 1024;

    private readonly Channel<Job> queue = Channel.CreateBounded<Job>(new BoundedChannelOptions(MaxQueue) { SingleReader = true });
    private readonly SqlSession session;
    private readonly SureCommit transactions;
    private readonly StoreLease? lease;
    private readonly ILogger logger;
    private readonly Task loop;
    private List<Job> unsure = [];
    private string? trouble;

    public StoreWriter(SqlSession session, StoreLease? lease, ILogger logger)
    {
        this.session = session;
        this.lease = lease;
        transactions = new SureCommit(session);
        this.logger = logger;
        loop = Task.Run(RunAsync);
    }

    /// <summary>The error of the last commit, or null when it succeeded.</summary>
    public string? Trouble => Volatile.Read(ref trouble);

    /// <summary>Runs <paramref name="work"/> in the next transaction. <paramref name="committed"/> is called after the commit, in the order of commits, before the task ends.</summary>
    /// <exception cref="StoreException">It was not committed.</exception>
    public async Task<T> WriteAsync<T>(Func<SqlSession, T> work, Action<T>? committed = null)
    {
        var job = new Job<T>(work, committed);
        try
        {
            await queue.Writer.WriteAsync(job);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreException("the node is stopping", e);
        }

        return await job.Result;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
        Release();
        session.Dispose();
    }

    // Without it another node has to wait for the lease to end, no more.
    private void Release()
    {
        try
        {
            if (lease is not null)
            {
                session.InTransaction(() => lease.Release(session));
            }
        }
        catch (Exception e) when (e is DbException or StoreException)
        {
            logger.LogDebug("the lease of the database is left to end by itself: {Problem}", e.Message);
        }
    }

    private async Task RunAsync()
    {
        var group = new List<Job>(MaxGroup);
        while (await queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MaxGroup && queue.Reader.TryRead(out var job))
            {
                group.Add(job);
            }

            Commit(group);
        }
    }

    private void Commit(List<Job> group)
    {
        try
        {
            SettleUnsure();
            transactions.Run(() =>
            {
                lease?.Check(session);
                group.ForEach(job => job.Run(session));
            });
        }
        catch (Exception e)
        {
            var error = e as StoreException ?? (e is DbException database ? session.Dialect.ToStoreException(database) : new StoreException(e.Message, e));
            Say(error.Message);
            group.ForEach(job => job.Fail(error));
            unsure = transactions.IsUnsure && unsure.Count == 0 ? [.. group] : unsure;
            return;
        }

        Say(null);
        group.ForEach(job => Finish(job, committed => committed.Succeed()));
    }

    // What one caller does with its commit must not end the writes of all others: it is told to that caller.
    private void Finish(Job job, Action<Job> step)
    {
        try
        {
            step(job);
        }
        catch (Exception e)
        {
            logger.LogError(e, "a commit is in the database, but what was to follow it failed");
            job.Fail(new StoreException($"stored, but not taken up: {e.Message}", e));
        }
    }

    // Their callers were told that they failed and send them again, which the store will know; whoever counts commits must count these now.
    private void SettleUnsure()
    {
        if (transactions.WasCommitted())
        {
            unsure.ForEach(job => Finish(job, committed => committed.Observe()));
        }

        unsure = [];
    }

    // Said once per change of state, not per attempt.
    private void Say(string? now)
    {
        if (now == trouble)
        {
            return;
        }

        Volatile.Write(ref trouble, now);
        if (now is null)
        {
            logger.LogInformation("the database takes writes again");
        }
        else
        {
            logger.LogError("{Trouble}; nothing is acknowledged until this is over", now);
        }
    }

    private abstract class Job
    {
        public abstract void Run(SqlSession session);

        /// <summary>After the commit: tells the one who follows commits.</summary>
        public abstract void Observe();

        public abstract void Succeed();

        /// <summary>Tells the caller, unless it was told before.</summary>
        public abstract void Fail(StoreException error);
    }

    private sealed class Job<T>(Func<SqlSession, T> work, Action<T>? committed) : Job
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T value = default!;

        public Task<T> Result => done.Task;

        public override void Run(SqlSession session) => value = work(session);

        public override void Observe() => committed?.Invoke(value);

        public override void Succeed()
        {
            Observe();
            done.SetResult(value);
        }

        public override void Fail(StoreException error) => done.TrySetException(error);
    }
}
