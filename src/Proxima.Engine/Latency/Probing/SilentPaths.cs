namespace Proxima.Engine.Latency.Probing;

/// <summary>
/// Of one site: paths that were planned, and of which nothing was heard since, not even a loss: the site has no address of that family, say, or
/// its reports are refused. Without this they would be planned for ever before all others, as paths that were never tried. Bounded by the
/// networks of the plan. One thread at a time.
/// </summary>
public sealed class SilentPaths
{
    /// <summary>Between a plan and the news of it: the agent's refresh, the budget, the probe's kinds one after the other, the report.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Dictionary<Prefix, long> plannedAtUnixMs = [];

    /// <summary>The news of a path; one that was never tried, though it was planned long ago, counts as one that does not answer.</summary>
    public PathNews Judge(in Prefix network, PathNews news, TimeSpan interval, long nowUnixMs)
    {
        if (!news.IsUntried || !plannedAtUnixMs.TryGetValue(network, out var planned))
        {
            return news;
        }

        var silence = TimeSpan.FromMilliseconds(nowUnixMs - planned) - Patience;
        return silence <= TimeSpan.Zero ? news : news with { Losses = (int)Math.Clamp(silence / interval, 1, PathNews.MostLosses) };
    }

    /// <summary>Notes what was planned to be tried for the first time before <paramref name="untilUnixMs"/>; of what has news by now nothing is kept.</summary>
    /// <param name="wishes">As they were planned by, with what <see cref="Judge"/> made of their news.</param>
    public void Note(IReadOnlyList<ProbeWish> wishes, ProbePlan plan, long nowUnixMs, long untilUnixMs)
    {
        var kept = new Dictionary<Prefix, long>();
        foreach (var wish in wishes)
        {
            if (wish.News.AtUnixMs == 0 && plannedAtUnixMs.TryGetValue(wish.Network, out var planned))
            {
                kept[wish.Network] = planned;
            }
        }

        foreach (var path in plan.Paths)
        {
            if (path.DueUnixMs < untilUnixMs && wishes[path.Wish].News.IsUntried)
            {
                kept.TryAdd(wishes[path.Wish].Network, nowUnixMs);
            }
        }

        plannedAtUnixMs = kept;
    }
}
