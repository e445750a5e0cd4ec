using Proxima.Control.Storage;
using Proxima.Engine.Steering;

namespace Proxima.Control.Operations;

/// <summary>
/// All overrides, those to come among them, said here or at a peer. What is said is in the store before it counts, so a restarted node says it
/// again. Of several that cover an endpoint the narrowest wins, and of equals the one set last. Any thread.
/// </summary>
public sealed class OverrideBook(OverrideWords stored, Store store, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim writing = new(1);
    private OverrideWords words = stored;

    public IReadOnlyList<Override> All => Words.Overrides;

    /// <summary>With what was taken back: what peers are told.</summary>
    public OverrideWords Words => Volatile.Read(ref words);

    /// <summary>Stores the wish; one that holds from now takes the place of what was said about the same target before. Null: there are too many.</summary>
    /// <exception cref="StoreException">It is not stored, and not in force.</exception>
    public async Task<Override?> SetAsync(OverrideWish wish)
    {
        Override? added = null;
        await ChangeAsync(known =>
        {
            var with = known.With(wish, time.GetUtcNow());
            added = with?.Added;
            return with?.Words ?? known;
        });
        return added;
    }

    /// <summary>Takes back everything said about exactly this target, windows to come too; returns what that was.</summary>
    /// <exception cref="StoreException">Nothing is taken back.</exception>
    public async Task<IReadOnlyList<Override>> ClearAsync(OverrideTarget target) => (await ChangeAsync(known => known.Without(target, time.GetUtcNow()))).Gone;

    /// <summary>Forgets what is over; returns it, so that it can be said.</summary>
    public async Task<IReadOnlyList<Override>> ExpireAsync()
    {
        var now = time.GetUtcNow();
        return Words.Overrides.Any(one => one.IsOver(now)) || Words.Withdrawals.Any(one => one.IsForgotten(now)) ? (await MergeAsync(OverrideWords.None)).Gone : [];
    }

    /// <summary>Takes what a peer knows; returns what is new here, and what no longer counts.</summary>
    /// <exception cref="StoreException">Nothing is taken; the next time it is there again.</exception>
    public Task<(IReadOnlyList<Override> New, IReadOnlyList<Override> Gone)> MergeAsync(OverrideWords told) => ChangeAsync(known => known.Merge(told, time.GetUtcNow()));

    /// <summary>The one in force for an endpoint; null: its monitors decide.</summary>
    public Override? For(Pool pool, Endpoint endpoint, DateTimeOffset now) =>
        All.Where(other => other.IsInForce(now) && other.Target.Covers(pool, endpoint)).MaxBy(other => (other.Target.Reach, other.SetAt, other.Id));

    public void Dispose() => writing.Dispose();

    private async Task<(IReadOnlyList<Override> New, IReadOnlyList<Override> Gone)> ChangeAsync(Func<OverrideWords, OverrideWords> change)
    {
        await writing.WaitAsync();
        try
        {
            var before = words;
            var after = change(before);
            if (after.Equals(before))
            {
                return ([], []);
            }

            await store.SaveOverridesAsync(before, after);
            Volatile.Write(ref words, after);
            return ([.. after.Overrides.Except(before.Overrides)], [.. before.Overrides.Except(after.Overrides)]);
        }
        finally
        {
            writing.Release();
        }
    }
}
