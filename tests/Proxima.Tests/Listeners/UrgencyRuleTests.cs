using Proxima.Engine.Listeners;

namespace Proxima.Tests.Listeners;

/// <summary>When a thread that answers goes before all others, in milliseconds of a core's time.</summary>
public sealed class UrgencyRuleTests
{
    private const long Ms = 1_000_000;

    private UrgencyRule rule = new(0, 0);

    [Fact]
    public void A_thread_that_needs_less_than_half_of_its_core_goes_first() => Assert.True(rule.IsUrgentAt(10 * Ms, (5 * Ms) - 1));

    [Fact]
    public void One_that_needs_half_of_it_waits_its_turn() => Assert.False(rule.IsUrgentAt(10 * Ms, 5 * Ms));

    [Fact]
    public void A_burst_that_is_over_within_a_hundredth_of_a_second_is_no_flood()
    {
        Assert.True(rule.IsUrgentAt(4 * Ms, 4 * Ms));
        Assert.True(rule.IsUrgentAt((10 * Ms) - 1, 4 * Ms));
        Assert.True(rule.IsUrgentAt(10 * Ms, 4 * Ms));
    }

    [Fact]
    public void After_a_flood_it_goes_first_again()
    {
        Assert.False(rule.IsUrgentAt(20 * Ms, 19 * Ms));
        Assert.False(rule.IsUrgentAt(29 * Ms, 20 * Ms));
        Assert.True(rule.IsUrgentAt(30 * Ms, 20 * Ms));
    }
}
