using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;

namespace Proxima.Tests.Latency.Probing;

public sealed class SilentPathsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly ProbePlanner planner = new(new ProbePace(2, PerTarget: 1, PerAs: 0, Interval), 1);
    private readonly SilentPaths silent = new();
    private long now = 1_795_000_000_000;

    [Fact]
    public void Networks_that_a_site_cannot_send_to_do_not_keep_those_waiting_that_it_can()
    {
        // Three in four are IPv6, and ask most; the site has no IPv6, so that nothing is ever heard of them.
        var heard = new HashSet<int>();
        for (var step = 0; step < 6 * 60; step++, now += 10_000)
        {
            var wishes = Wishes(400, heard);
            var plan = planner.Plan(wishes, now);
            silent.Note(wishes, plan, now, now + 10_000);
            heard.UnionWith(plan.Paths.Where(path => path.DueUnixMs < now + 10_000).Take(20).Select(path => path.Wish).Where(number => number >= 300));
        }

        Assert.Equal(100, heard.Count);
    }

    [Fact]
    public void A_path_that_was_just_planned_is_not_silent_yet_and_one_with_news_never_is()
    {
        var wishes = Wishes(1, []);
        silent.Note(wishes, planner.Plan(wishes, now), now, now + 10_000);
        Assert.True(silent.Judge(wishes[0].Network, default, Interval, now + 60_000).IsUntried);
        Assert.Equal(1, silent.Judge(wishes[0].Network, default, Interval, now + 61_000).Losses);
        Assert.Equal(PathNews.MostLosses, silent.Judge(wishes[0].Network, default, Interval, now + 86_400_000).Losses);
        var news = new PathNews(now, false, 0);
        Assert.Equal(news, silent.Judge(wishes[0].Network, news, Interval, now + 86_400_000));
    }

    [Fact]
    public void What_answered_at_last_is_forgotten_here()
    {
        var wishes = Wishes(1, []);
        silent.Note(wishes, planner.Plan(wishes, now), now, now + 10_000);
        List<ProbeWish> answered = [wishes[0] with { News = new PathNews(now + 5000, false, 0) }];
        silent.Note(answered, planner.Plan(answered, now + 10_000), now + 10_000, now + 20_000);
        Assert.True(silent.Judge(wishes[0].Network, default, Interval, now + 86_400_000).IsUntried);
    }

    private List<ProbeWish> Wishes(int count, HashSet<int> heard) => [.. Enumerable.Range(0, count).Select(number =>
    {
        var network = number < 300 ? Prefix.Parse($"2a00:{number:x}::/48") : Prefix.Parse($"8.1.{number - 300}.0/24");
        return new ProbeWish(network, 1000 - number, 1, 0, silent.Judge(network, heard.Contains(number) ? new PathNews(now - 1000, false, 0) : default, Interval, now));
    })];
}
