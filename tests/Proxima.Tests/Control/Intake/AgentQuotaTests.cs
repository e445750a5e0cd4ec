using Proxima.Control.Intake;

namespace Proxima.Tests.Control.Intake;

public sealed class AgentQuotaTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void A_flood_passes_at_the_rate_of_the_quota_after_the_first_minutes_worth()
    {
        var quota = new AgentQuota(100, time);
        var taken = 0;
        for (var second = 0; second < 600; second++)
        {
            for (var report = 0; report < 100; report++)
            {
                taken += quota.TryTake([new("fra", 1000)], out _) ? 1000 : 0;
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(taken, 60_000, 66_000);
        Assert.Equal(["fra"], quota.Over);
    }

    [Fact]
    public void One_sites_flood_takes_nothing_from_another()
    {
        var quota = new AgentQuota(100, time);
        while (quota.TryTake([new("fra", 1000)], out _))
        {
        }

        Assert.True(quota.TryTake([new("nyc", 6000)], out _));
        Assert.Equal(["fra"], quota.Over);
    }

    [Fact]
    public void Who_waits_as_long_as_told_is_let_in_and_forgiven_after_a_calm_minute()
    {
        var quota = new AgentQuota(100, time);
        Assert.True(quota.TryTake([new("fra", 6000)], out _));
        Assert.False(quota.TryTake([new("fra", 500)], out var wait));
        Assert.Equal(TimeSpan.FromSeconds(5), wait);
        time.Advance(wait);
        Assert.True(quota.TryTake([new("fra", 500)], out _));
        Assert.Equal(["fra"], quota.Over);
        time.Advance(AgentQuota.Calm);
        Assert.Empty(quota.Over);
    }

    [Fact]
    public void A_report_of_several_sites_is_taken_whole_or_costs_none_of_them_anything()
    {
        var quota = new AgentQuota(100, time);
        Assert.True(quota.TryTake([new("fra", 6000)], out _));
        Assert.False(quota.TryTake([new("nyc", 6000), new("fra", 1)], out _));
        Assert.True(quota.TryTake([new("nyc", 6000)], out _));
    }

    [Fact]
    public void A_report_larger_than_the_bucket_is_taken_once_the_bucket_is_full()
    {
        var quota = new AgentQuota(10, time);
        Assert.True(quota.TryTake([new("fra", 5000)], out _));
        Assert.False(quota.TryTake([new("fra", 5000)], out var wait));
        time.Advance(wait);
        Assert.True(quota.TryTake([new("fra", 5000)], out _));
    }
}
