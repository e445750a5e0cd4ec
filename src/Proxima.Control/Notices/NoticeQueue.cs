namespace Proxima.Control.Notices;

/// <summary>
/// What one destination is still to be told: one notice for each endpoint, the latest, and at most one in <paramref name="interval"/>. So a
/// flapping endpoint is told of now and then with how often it changed, and one that is back as it was told last is not told of at all.
/// Bounded by the number of endpoints. Any thread.
/// </summary>
public sealed class NoticeQueue(TimeSpan interval, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Pool, string Endpoint), Notice> waiting = [];
    private readonly Dictionary<(string Pool, string Endpoint), DateTimeOffset> told = [];

    public void Put(Notice notice)
    {
        lock (gate)
        {
            Add(notice, notice.Changes);
        }
    }

    /// <summary>Takes what is due; the caller tells it, or gives it back.</summary>
    public IReadOnlyList<Notice> Take()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var due = waiting.Where(pair => !told.TryGetValue(pair.Key, out var last) || now - last >= interval).Select(pair => pair.Value).ToList();
            foreach (var notice in due)
            {
                waiting.Remove(Key(notice));
            }

            due.RemoveAll(notice => notice.Before == notice.Status);
            foreach (var notice in due)
            {
                told[Key(notice)] = now;
            }

            return due;
        }
    }

    /// <summary>It could not be told: it waits again, under what came since.</summary>
    public void GiveBack(IReadOnlyList<Notice> untold)
    {
        lock (gate)
        {
            foreach (var notice in untold)
            {
                told.Remove(Key(notice));
                if (waiting.Remove(Key(notice), out var newer))
                {
                    waiting[Key(notice)] = notice;
                    Add(newer, newer.Changes);
                }
                else
                {
                    waiting[Key(notice)] = notice;
                }
            }
        }
    }

    /// <summary>Forgets endpoints that are no more.</summary>
    public void Keep(IReadOnlySet<(string Pool, string Endpoint)> known)
    {
        lock (gate)
        {
            foreach (var gone in waiting.Keys.Concat(told.Keys).Where(key => !known.Contains(key)).ToList())
            {
                waiting.Remove(gone);
                told.Remove(gone);
            }
        }
    }

    private void Add(Notice notice, int changes)
    {
        if (waiting.Remove(Key(notice), out var earlier))
        {
            notice = notice with { Before = earlier.Before, Changes = earlier.Changes + changes };
        }

        waiting[Key(notice)] = notice;
    }

    private static (string Pool, string Endpoint) Key(Notice notice) => (notice.Pool, notice.Endpoint);
}
