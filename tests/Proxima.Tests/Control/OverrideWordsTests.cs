using Proxima.Control.Operations;
using Proxima.Engine.Health;

namespace Proxima.Tests.Control;

/// <summary>Nodes that know the same words agree, in whatever order and however often they learnt them.</summary>
public sealed class OverrideWordsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);

    [Fact]
    public void Three_nodes_that_said_what_they_liked_and_told_each_other_at_random_agree_in_the_end()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var nodes = new[] { OverrideWords.None, OverrideWords.None, OverrideWords.None };
            var now = Start;
            for (var step = 0; step < 40; step++)
            {
                now += TimeSpan.FromMilliseconds(random.Next(3)); // often the same moment
                var (node, target) = (random.Next(3), new OverrideTarget(OverrideReach.Site, $"s{random.Next(3)}"));
                nodes[node] = random.Next(3) switch
                {
                    0 => nodes[node].With(Wish(target, $"{step}", random.Next(4) == 0 ? now.AddSeconds(5) : null, random.Next(4) == 0 ? now.AddMilliseconds(20) : null), now)!.Value.Words,
                    1 => nodes[node].Without(target, now),
                    _ => nodes[node].Merge(nodes[random.Next(3)], now),
                };
            }

            var all = nodes.Aggregate((one, other) => one.Merge(other, now));
            Assert.Equal(all, nodes.Reverse().Aggregate((one, other) => one.Merge(other, now)));
            Assert.Equal(all, all.Merge(all, now).Merge(nodes[1], now));
        }
    }

    [Fact]
    public void A_word_follows_every_word_on_its_target_that_is_known_and_replaces_what_is_in_force_but_no_window_to_come()
    {
        var fra = new OverrideTarget(OverrideReach.Site, "fra");
        var words = OverrideWords.None.With(Wish(fra, "window", Start.AddHours(1), Start.AddHours(2)), Start)!.Value.Words;
        words = words.With(Wish(fra, "one"), Start)!.Value.Words;
        words = words.With(Wish(fra, "two"), Start)!.Value.Words;
        Assert.Equal(["window", "two"], words.Overrides.Select(one => one.Why));
        Assert.Equal(Start.AddMilliseconds(2), words.Overrides[^1].SetAt);
        Assert.True(words.Overrides[^1].IsInForce(Start));
        Assert.Empty(words.Without(fra, Start).Overrides);
    }

    [Fact]
    public void A_withdrawal_is_forgotten_after_its_time_and_of_too_many_words_the_newest_stay()
    {
        var fra = new OverrideTarget(OverrideReach.Site, "fra");
        var words = OverrideWords.None.Without(fra, Start);
        Assert.Single(words.Merge(OverrideWords.None, Start + Withdrawal.Retention).Withdrawals);
        Assert.Empty(words.Merge(OverrideWords.None, Start + Withdrawal.Retention + TimeSpan.FromMilliseconds(1)).Withdrawals);

        var many = new OverrideWords(
            [.. Enumerable.Range(0, OverrideWords.MaxOverrides + 5).Select(i => new Override(i, fra, EndpointStatus.Draining, "a", $"{i}", Start.AddMilliseconds(i), Start, null))],
            [.. Enumerable.Range(0, OverrideWords.MaxWithdrawals + 5).Select(i => new Withdrawal(new OverrideTarget(OverrideReach.Site, $"t{i}"), Start.AddMilliseconds(i), i, true))]);
        var kept = OverrideWords.None.Merge(many, Start);
        Assert.Equal((OverrideWords.MaxOverrides, "5"), (kept.Overrides.Count, kept.Overrides[0].Why));
        Assert.Equal((OverrideWords.MaxWithdrawals, "site:t5"), (kept.Withdrawals.Count, kept.Withdrawals[0].Target.ToString()));
    }

    private static OverrideWish Wish(OverrideTarget target, string why, DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        new(target, EndpointStatus.Draining, "ada", why, from, until);
}
