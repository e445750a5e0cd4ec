using Proxima.Control.Storage;
using Proxima.Engine.Steering;

namespace Proxima.Control.Operations;

/// <summary>
/// All overrides, those to come among them. What is said here is in the store before it counts, so a restarted node says it again. Of several that cover an endpoint the narrowest wins, and of equals the one set last. Any thread.
/// </summary>
public sealed class OverrideBook(IEnumerable<Override> stored, Store store, TimeProvider time) : IDisposable
{
    /// <summary>Overrides kept at a time, those to come among them.</summary>
    public const int MaxOverrides = 1000;

    private readonly SemaphoreSlim writing = new(1);
    private List<Override> all = [.. stored];

    public IReadOnlyList<Override> All => Volatile.Read(ref all);

    /// <summary>Stores the wish; one that holds from now takes the place of what was said about the same target before. Null: there are too many.</summary>
    /// <exception cref="StoreException">It is not stored, and not in force.</exception>
    public async Task<Override?> SetAsync(OverrideWish wish)
    {
        await writing.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            var from = wish.From ?? now;
            var replaced = from <= now ? all.Where(other => other.Target == wish.Target && other.IsInForce(now)).ToList() : [];
            if (all.Count - replaced.Count >= MaxOverrides)
            {
                return null;
            }

            var added = new Override(all.Select(other => other.Id).DefaultIfEmpty().Max() + 1, wish.Target, wish.Status, wish.Who, wish.Why, now, from, wish.Until);
            await ChangeAsync([added], replaced);
            return added;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Takes back everything said about exactly this target, windows to come too; returns what that was.</summary>
    /// <exception cref="StoreException">Nothing is taken back.</exception>
    public Task<IReadOnlyList<Override>> ClearAsync(OverrideTarget target) => RemoveAsync(other => other.Target == target);

    /// <summary>Forgets what is over; returns it, so that it can be said.</summary>
    public Task<IReadOnlyList<Override>> ExpireAsync()
    {
        var now = time.GetUtcNow();
        return All.Any(other => other.IsOver(now)) ? RemoveAsync(other => other.IsOver(now)) : Task.FromResult<IReadOnlyList<Override>>([]);
    }

    /// <summary>The one in force for an endpoint; null: its monitors decide.</summary>
    public Override? For(Pool pool, Endpoint endpoint, DateTimeOffset now) =>
        All.Where(other => other.IsInForce(now) && other.Target.Covers(pool, endpoint)).MaxBy(other => (other.Target.Reach, other.SetAt, other.Id));

    public void Dispose() => writing.Dispose();

    private async Task<IReadOnlyList<Override>> RemoveAsync(Func<Override, bool> isGone)
    {
        await writing.WaitAsync();
        try
        {
            var gone = all.Where(isGone).ToList();
            if (gone.Count > 0)
            {
                await ChangeAsync([], gone);
            }

            return gone;
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ChangeAsync(IReadOnlyList<Override> added, IReadOnlyList<Override> removed)
    {
        await store.SaveOverridesAsync(added, removed);
        Volatile.Write(ref all, [.. all.Except(removed), .. added]);
    }
}
