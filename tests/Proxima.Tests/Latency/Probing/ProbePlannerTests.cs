using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;

namespace Proxima.Tests.Latency.Probing;

/// <summary>Whom a site's budget is spent on, and when.</summary>
public sealed class ProbePlannerTests
{
    private const long Start = 1_795_000_000_000;

    private long now = Start;

    [Fact]
    public void With_enough_budget_everybody_worth_it_is_measured_each_interval()
    {
        var counts = Play([.. Enumerable.Range(0, 3).Select(number => Wish(number, questions: 1 + (number * 500)))], Pace(50, 10), TimeSpan.FromMinutes(10));
        Assert.All(counts, count => Assert.InRange(count, 57, 62));
    }

    [Fact]
    public void A_path_that_can_hardly_change_a_decision_is_left_alone_for_longer_even_when_there_is_budget()
    {
        var counts = Play([Wish(0), Wish(1, worth: ProbeWorth.Least)], Pace(50, 10), TimeSpan.FromHours(1));
        Assert.InRange(counts[0] / (double)counts[1], 4.5, 5.5);
    }

    [Fact]
    public void Where_a_probe_is_worth_more_more_are_sent_and_nobody_is_forgotten()
    {
        // 400 networks of which 20 weigh a hundred times as much; the budget is a fifth of what all would need.
        var counts = Play([.. Enumerable.Range(0, 400).Select(number => Wish(number, questions: number < 20 ? 100 : 1))], Pace(8, 10), TimeSpan.FromHours(1));
        Assert.InRange(counts.Take(20).Average() / counts.Skip(20).Average(), 4, 10);
        Assert.All(counts, count => Assert.True(count >= 3600 * 8 / 400 / 4, $"{count} probes in an hour"));
        Assert.InRange(counts.Sum(), 3600 * 8 * 9 / 10, 3600 * 8 * 101 / 100);
    }

    [Fact]
    public void What_silent_networks_leave_goes_to_those_that_answer()
    {
        var counts = Play([.. Enumerable.Range(0, 200).Select(number => Wish(number))], Pace(5, 10), TimeSpan.FromHours(2), answers: number => number % 10 == 0);

        // An even share would be a tenth: 3600 of 36,000.
        Assert.InRange(counts.Where((_, number) => number % 10 == 0).Sum(), 6000, 15_000);
        Assert.All(counts, count => Assert.True(count > 0));
    }

    [Fact]
    public void A_network_that_never_answers_is_asked_ever_more_rarely_and_one_that_used_to_answer_a_little_more_rarely()
    {
        var pace = Pace(50, 10);
        TimeSpan IntervalOf(PathNews news) => Assert.Single(new ProbePlanner(pace with { Interval = TimeSpan.FromSeconds(1) }, 1).Plan([Wish(0) with { News = news }], now).Paths).Interval;
        Assert.Equal([1, 2, 8, 16, 16], new[] { 1, 2, 8, 16, 40 }.Select(losses => IntervalOf(new PathNews(0, false, losses)).TotalSeconds));
        Assert.Equal([1, 1, 2, 4, 4], new[] { 0, 3, 6, 12, 16 }.Select(losses => IntervalOf(new PathNews(now, false, losses)).TotalSeconds));
    }

    [Fact]
    public void Who_uses_a_service_of_ours_is_not_probed_for_what_the_connection_tells()
    {
        var counts = Play([Wish(0), Wish(1)], Pace(50, 60), TimeSpan.FromHours(1), passive: number => number == 0);
        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 57, 66);
        var plan = new ProbePlanner(Pace(50, 60), 1).Plan([Wish(0) with { News = new PathNews(now - 1000, true, 0) }], now);
        Assert.Equal((1, 0.0), (plan.Spared, plan.PerSecond));
    }

    [Fact]
    public void When_the_connections_end_the_network_is_probed_an_interval_later()
    {
        var plan = new ProbePlanner(Pace(50, 60), 1).Plan([Wish(0) with { News = new PathNews(now - 30_000, true, 0) }], now);
        Assert.InRange(Assert.Single(plan.Paths).DueUnixMs - now, 27_000, 33_000);
    }

    [Fact]
    public void What_passive_samples_spare_goes_to_the_others()
    {
        var wishes = Enumerable.Range(0, 1000).Select(number => Wish(number)).ToList();
        var counts = Play(wishes, Pace(5, 60), TimeSpan.FromHours(1), passive: number => number < 700);
        Assert.Equal(0, counts.Take(700).Sum());
        Assert.InRange(counts.Skip(700).Average(), 54, 62);
    }

    [Fact]
    public void New_networks_are_measured_at_once_as_fast_as_the_budget_allows_the_heaviest_first()
    {
        var plan = new ProbePlanner(Pace(50, 60), 1).Plan([.. Enumerable.Range(0, 100).Select(number => Wish(number, questions: number))], now);
        Assert.Equal((100, 100), (plan.Untried, plan.Paths.Count));
        Assert.Equal([99, 98, 97], plan.Paths.Take(3).Select(path => path.Wish));
        Assert.Equal(now, plan.Paths[0].DueUnixMs);
        Assert.InRange(plan.Paths[^1].DueUnixMs, now + 1900, now + 2000);
    }

    [Fact]
    public void A_flood_of_new_networks_does_not_keep_the_known_ones_from_being_measured()
    {
        var wishes = Enumerable.Range(0, 5000).Select(number => Wish(number, questions: 10)).ToList();
        var news = Enumerable.Range(0, 5000).Select(number => number < 100 ? new PathNews(Start, false, 0) : default).ToArray();
        var counts = Play(wishes, Pace(10, 60), TimeSpan.FromMinutes(30), before: news);
        Assert.All(counts.Take(100), count => Assert.True(count >= 2, $"{count} probes in half an hour"));
    }

    [Fact]
    public void One_autonomous_system_gets_no_more_than_its_rate_and_leaves_the_rest_to_the_others()
    {
        var wishes = Enumerable.Range(0, 1000).Select(number => Wish(number) with { AutonomousSystem = number < 800 ? 64_500u : 0 }).ToList();
        var counts = Play(wishes, Pace(10, 30) with { PerAs = 2 }, TimeSpan.FromHours(1));
        Assert.InRange(counts.Take(800).Sum(), 3600 * 2 * 8 / 10, 3600 * 2 * 11 / 10);
        Assert.InRange(counts.Skip(800).Average(), 105, 125);
    }

    [Fact]
    public void New_networks_of_one_autonomous_system_do_not_keep_those_of_others_waiting()
    {
        var wishes = Enumerable.Range(0, 2000).Select(number => Wish(number, questions: 2000 - number) with { AutonomousSystem = number < 1900 ? 64_500u : 0 }).ToList();
        var plan = new ProbePlanner(Pace(10, 60) with { PerAs = 2 }, 1).Plan(wishes, now);
        Assert.Equal((240, 100), (plan.Paths.Count(path => path.Wish < 1900), plan.Paths.Count(path => path.Wish >= 1900)));
    }

    [Fact]
    public void Two_sites_do_not_probe_the_dark_networks_in_the_same_moments_and_one_plans_the_same_twice()
    {
        ProbeWish[] wishes = [.. Enumerable.Range(0, 50).Select(number => Wish(number) with { News = new PathNews(0, false, 1) })];
        IReadOnlyList<PlannedPath> Plan(ulong seed) => new ProbePlanner(Pace(50, 60), seed).Plan(wishes, now).Paths;
        Assert.Equal(Plan(1), Plan(1));
        Assert.True(Plan(1).Select(path => (path.Wish, path.DueUnixMs)).Intersect(Plan(2).Select(path => (path.Wish, path.DueUnixMs))).Count() < 5);
    }

    [Fact]
    public void With_no_network_there_is_no_plan_and_no_trouble() => Assert.Empty(new ProbePlanner(Pace(50, 60), 1).Plan([], now).Paths);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(12, 12)]
    public void Losses_in_a_row_are_read_from_the_smoothed_loss(int losses, int expected) =>
        Assert.Equal(expected, PathNews.LossesOf((double)(Half)(1 - Math.Pow(7.0 / 8, losses))));

    private static ProbePace Pace(double perSecond, int intervalSeconds) => new(perSecond, PerTarget: 1, PerAs: 0, TimeSpan.FromSeconds(intervalSeconds));

    private static ProbeWish Wish(int number, double questions = 1, double worth = 1) =>
        new(Prefix.Parse($"8.{number >> 8}.{number & 255}.0/24"), questions, worth, 0, default);

    /// <summary>
    /// Plays a site whose agent asks for the plan every ten seconds and follows it within the budget. Probes by network; one that nothing
    /// answers takes four.
    /// </summary>
    private int[] Play(List<ProbeWish> wishes, ProbePace pace, TimeSpan duration, Func<int, bool>? answers = null, Func<int, bool>? passive = null, PathNews[]? before = null)
    {
        const long refreshMs = 10_000;
        var counts = new int[wishes.Count];
        var news = before ?? new PathNews[wishes.Count];
        var started = new long[wishes.Count];
        var planner = new ProbePlanner(pace, 7);
        var free = (double)now;
        for (var end = now + (long)duration.TotalMilliseconds; now < end; now += refreshMs)
        {
            for (var i = 0; i < news.Length; i++)
            {
                news[i] = passive?.Invoke(i) == true ? new PathNews(now, true, 0) : news[i];
            }

            foreach (var path in planner.Plan([.. wishes.Select((wish, i) => wish with { News = news[i] })], now).Paths)
            {
                // As the agent's queue does: within the interval nobody is probed again, however late the news.
                var due = Math.Max(Math.Max(path.DueUnixMs, now), started[path.Wish] == 0 ? 0 : started[path.Wish] + (long)(0.9 * path.Interval.TotalMilliseconds));
                if (Math.Max(due, free) >= now + refreshMs)
                {
                    continue;
                }

                var isAnswered = answers?.Invoke(path.Wish) != false;
                var probes = isAnswered ? 1 : 4;
                started[path.Wish] = (long)Math.Max(due, free);
                free = Math.Max(free, due) + (probes * 1000 / pace.PerSecond);
                counts[path.Wish] += probes;
                news[path.Wish] = isAnswered ? new PathNews(started[path.Wish], false, 0) : news[path.Wish] with { Losses = Math.Min(PathNews.MostLosses, news[path.Wish].Losses + 1) };
            }
        }

        return counts;
    }
}
