using Proxima.Engine.Latency;
using Proxima.Engine.Protection;

namespace Proxima.Tests.Protection;

public sealed class RateLimitTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void A_network_gets_a_seconds_answers_at_once_and_then_as_many_as_time_gives()
    {
        var limit = LimitOf(50);
        Assert.Equal(50, Taken(limit, "192.0.2.1", 1000));
        var each = new List<int>();
        for (var tick = 0; tick < 4; tick++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            limit.Look();
            each.Add(Taken(limit, "192.0.2.1", 1000));
        }

        Assert.Equal([5, 5, 5, 5], each);
    }

    [Fact]
    public void An_answer_a_second_is_one_each_second()
    {
        var limit = LimitOf(1);
        var taken = 0;
        for (var tick = 0; tick < 100; tick++)
        {
            taken += Taken(limit, "192.0.2.1", 3);
            time.Advance(TimeSpan.FromMilliseconds(100));
            limit.Look();
        }

        Assert.Equal(10, taken);
    }

    [Fact]
    public void Silence_saves_up_no_more_than_a_second()
    {
        var limit = LimitOf(50);
        Taken(limit, "192.0.2.1", 10);
        time.Advance(TimeSpan.FromHours(100));
        limit.Look();
        Assert.Equal(50, Taken(limit, "192.0.2.1", 1000));
    }

    [Fact]
    public void Addresses_of_one_network_share_what_it_gets_and_another_network_has_its_own()
    {
        var limit = LimitOf(5);
        Assert.Equal(5, Taken(limit, "192.0.2.1", 9));
        Assert.Equal(0, Taken(limit, "192.0.2.200", 9));
        Assert.Equal(5, Taken(limit, "192.0.3.1", 9));
        Assert.Equal(5, Taken(limit, "2001:db8:0:100::1", 9));
        Assert.Equal(0, Taken(limit, "2001:db8:0:1ff::1", 9));
        Assert.Equal(5, Taken(limit, "2001:db8:0:200::1", 9));
    }

    [Fact]
    public void Exempt_networks_are_not_limited()
    {
        var limit = new RateLimit(new RateLimitSettings(1, 2, new PrefixSet([Prefix.Parse("192.0.2.0/25"), Prefix.Parse("2001:db8::/32")])), 1, time);
        Assert.Equal(100, Taken(limit, "192.0.2.127", 100));
        Assert.Equal(100, Taken(limit, "2001:db8:ffff::1", 100));
        Assert.Equal(0, Taken(limit, "192.0.2.128", 100));
    }

    [Fact]
    public void A_flood_from_everywhere_makes_no_room_for_the_one_over_its_limit_and_takes_none_from_the_others()
    {
        var limit = LimitOf(10);
        Assert.Equal(10, Taken(limit, "192.0.2.1", 11));
        for (var number = 0; number < 20 * RateLimit.Networks; number++)
        {
            Assert.True(limit.TryTake(Prefix.FromBits(false, (ulong)(0x0B00_0000 + (number << 8)) << 32, 0, 32)));
            Assert.False(limit.TryTake(Prefix.Parse("192.0.2.1")));
        }
    }

    [Fact]
    public void Workers_together_give_no_more_than_one_would()
    {
        var limit = LimitOf(100_000);
        var taken = 0;
        var workers = Enumerable.Range(0, 4).Select(_ => new Thread(() => Interlocked.Add(ref taken, Taken(limit, "192.0.2.1", 50_000)))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        Assert.Equal(100_000, taken);
    }

    [Theory]
    [InlineData(0, "------")]
    [InlineData(1, "tttttt")]
    [InlineData(2, "-t-t-t")]
    [InlineData(3, "--t--t")]
    public void Of_those_over_the_limit_every_so_many_th_is_cut(int slip, string expected)
    {
        var limit = new RateLimit(new RateLimitSettings(1, slip, PrefixSet.Empty), 1, time);
        Assert.Equal(expected, string.Concat(Enumerable.Range(0, 6).Select(number => limit.IsSlip(number) ? 't' : '-')));
    }

    [Fact]
    public void The_limits_have_names()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LimitOf(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LimitOf(RateLimit.MostPerSecond + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateLimit(new RateLimitSettings(1, RateLimit.MostSlip + 1, PrefixSet.Empty), 1, time));
        Assert.Equal(RateLimit.MostPerSecond, Taken(LimitOf(RateLimit.MostPerSecond), "192.0.2.1", RateLimit.MostPerSecond + 1));
    }

    private RateLimit LimitOf(int perSecond) => new(new RateLimitSettings(perSecond, RateLimitSettings.DefaultSlip, PrefixSet.Empty), 0x5EED, time);

    private static int Taken(RateLimit limit, string from, int asked)
    {
        var sender = Prefix.Parse(from);
        return Enumerable.Range(0, asked).Count(_ => limit.TryTake(sender));
    }
}
