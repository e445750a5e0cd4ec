using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Proxima.Control.Operations;
using Proxima.Engine.Latency;

namespace Proxima.Control.Storage;

/// <summary>
/// The node's memory: samples, the estimator's checkpoint, sites, slots, targets, overrides. Reading happens once, when it opens; from then on it only
/// writes, through one writer.
/// <code>
///   POST samples -> Append -> [writer: group commit] -> observed by the estimator -> acknowledged
///   restart: estimates (checkpoint) + samples after it, in the order of their ids -> the estimator as it was
/// </code>
/// </summary>
public sealed class Store : IAsyncDisposable
{
    private readonly StoreWriter writer;

    private Store(StoreContents contents, StoreWriter writer)
    {
        Contents = contents;
        this.writer = writer;
    }

    /// <summary>What was in it when it was opened.</summary>
    public StoreContents Contents { get; }

    /// <summary>Why nothing can be written at the moment; null while all is well.</summary>
    public string? Trouble => writer.Trouble;

    /// <summary>Opens, creates or upgrades the database and reads it.</summary>
    /// <param name="owner">The node; null: no other is to be kept out. Only a server lets others in: a file lies in the node's own folder.</param>
    /// <exception cref="StoreException">It cannot be used; the message is one line that names it.</exception>
    public static Store Open(SqlDialect dialect, int mostTargets, ILogger logger, StoreOwner? owner = null)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        var lease = owner is not null && dialect.IsServer ? new StoreLease(owner) : null;
        SqlSession? session = null;
        try
        {
            session = new SqlSession(dialect);
            SchemaUpgrade.Apply(session);
            lease?.Take(session);
            EnsureFacts(session);
            return new Store(StoreContents.Read(session, mostTargets), new StoreWriter(session, lease, logger));
        }
        catch (Exception e) when (e is DbException or StoreException)
        {
            session?.Dispose();
            throw e as StoreException ?? dialect.ToStoreException((DbException)e);
        }
    }

    /// <summary>Stores a batch; ends after its commit. <paramref name="committed"/> sees each outcome once, in the order of commits.</summary>
    public Task<BatchOutcome> AppendAsync(SampleBatch batch, Action<BatchOutcome> committed) =>
        writer.WriteAsync(session => BatchRows.Append(session, batch), committed);

    /// <summary>The networks whose estimates changed since the last checkpoint, what was learned of the kinds of evidence, and the last sample that is in both.</summary>
    public Task SaveEstimatesAsync(IReadOnlyList<EstimateBlock> changed, IReadOnlyList<KindBiasRow> biases, long lastSample) => writer.WriteAsync(session =>
    {
        EstimateRows.Write(session, changed);
        BiasRows.Write(session, biases);
        FactRows.Write(session, FactRows.CheckpointSample, lastSample);
        return changed.Count;
    });

    /// <summary>Numbers of all sites ever known, those of <paramref name="names"/> among them.</summary>
    public async Task<IReadOnlyDictionary<string, ushort>> RegisterSitesAsync(IReadOnlyList<string> names) =>
        await writer.WriteAsync(session => SiteRows.Register(session, names));

    public Task SaveSlotsAsync(IReadOnlyDictionary<EndpointKey, int> added, IReadOnlyList<EndpointKey> removed) => writer.WriteAsync(session =>
    {
        foreach (var key in removed)
        {
            SlotRows.Remove(session, key);
        }

        foreach (var (key, slot) in added)
        {
            SlotRows.Add(session, key, slot);
        }

        return added.Count;
    });

    public Task SaveTransfersAsync(IReadOnlyList<TransferRow> changed) => writer.WriteAsync(session =>
    {
        TransferRows.Write(session, changed);
        return changed.Count;
    });

    public Task SaveTargetsAsync(IReadOnlyList<TargetRow> changed, IReadOnlyList<Prefix> removed) => writer.WriteAsync(session =>
    {
        TargetRows.Write(session, changed);
        foreach (var network in removed)
        {
            TargetRows.Remove(session, network);
        }

        return changed.Count;
    });

    public Task SaveOverridesAsync(OverrideWords before, OverrideWords after) => writer.WriteAsync(session =>
    {
        OverrideRows.Change(session, before, after);
        return after.Overrides.Count;
    });

    /// <summary>Deletes batches of samples older than <paramref name="samplesBefore"/> that the checkpoint holds, one or about <paramref name="most"/> samples, and old batch ids; returns how many samples.</summary>
    public Task<int> ForgetAsync(DateTimeOffset samplesBefore, DateTimeOffset batchesBefore, int most) => writer.WriteAsync(session =>
    {
        BatchRows.DeleteOld(session, batchesBefore.ToUnixTimeMilliseconds());
        return SampleRows.DeleteOld(session, samplesBefore.ToUnixTimeMilliseconds(), most);
    });

    /// <summary>Writes what is queued, then closes.</summary>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private static void EnsureFacts(SqlSession session)
    {
        if (FactRows.Read(session, FactRows.Seed) is null)
        {
            FactRows.Write(session, FactRows.Seed, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)));
        }

        // There from the start, so that asking for the outcome of the very first transaction finds a row to wait for.
        if (session.Dialect.IsServer && FactRows.Read(session, FactRows.Commit) is null)
        {
            FactRows.Write(session, FactRows.Commit, 0);
        }
    }
}
