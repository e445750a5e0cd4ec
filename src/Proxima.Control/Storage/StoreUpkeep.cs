using Proxima.Control.Intake;
using Proxima.Control.Publishing;

namespace Proxima.Control.Storage;

/// <summary>What is written without anybody waiting for it: the estimator's checkpoint, the targets, and the end of old samples.</summary>
public sealed class StoreUpkeep(Store store, EstimateBook estimates, TargetList targets, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>What was acknowledged is on disk without it: a checkpoint only bounds what a restart reads again, at full load some seconds' work.</summary>
    public static readonly TimeSpan CheckpointInterval = TimeSpan.FromMinutes(1);

    /// <summary>Samples are kept for looking back; the estimates do not need them once a checkpoint holds them.</summary>
    public static readonly TimeSpan SampleRetention = TimeSpan.FromDays(7);

    /// <summary>A resend later than this is counted again; senders give up long before.</summary>
    public static readonly TimeSpan BatchRetention = TimeSpan.FromDays(2);

    /// <summary>About how many samples are deleted in one transaction: few, so that no report waits long behind it.</summary>
    public const int DeleteAtOnce = 5000;

    private DateTimeOffset? checkpointed;

    public async Task RunOnceAsync()
    {
        var now = time.GetUtcNow();
        await SaveTargetsAsync();
        if (checkpointed is null || now - checkpointed >= CheckpointInterval)
        {
            await estimates.CheckpointAsync(store);
            checkpointed = now;
        }

        int deleted;
        do
        {
            deleted = await store.ForgetAsync(now - SampleRetention, now - BatchRetention, DeleteAtOnce);
            estimates.Forgot(deleted);
        }
        while (deleted > 0);
    }

    private async Task SaveTargetsAsync()
    {
        var (changed, removed) = targets.TakeChanges();
        if (changed.Count + removed.Count > 0)
        {
            try
            {
                await store.SaveTargetsAsync(changed, removed);
            }
            catch (StoreException)
            {
                targets.PutBack(changed, removed);
                throw;
            }
        }
    }
}
