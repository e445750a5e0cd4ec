using Proxima.Engine.Health;
using Proxima.Measurement.Monitors;

namespace Proxima.Tests.Measurement;

public sealed class HealthTests
{
    /// <summary>Outcomes, + or - or 0 for none, and the verdict after each: ? unknown, u up, d down. Fall 3, rise 2.</summary>
    [Theory]
    [InlineData("+", "?")]
    [InlineData("++", "?u")]
    [InlineData("---", "??d")]
    [InlineData("-+-+-+", "??????")]
    [InlineData("++--+---", "?uuuuuud")]
    [InlineData("---+-++", "??ddddu")]
    [InlineData("++++++++---", "?uuuuuuuuud")]
    [InlineData("--+--++", "??????u")]
    [InlineData("++00+000+-++", "?uuuuuu??" + "??u")]
    [InlineData("---000---", "??ddd???d")]
    public void The_verdict_follows_fall_and_rise(string outcomes, string verdicts)
    {
        var rule = new HealthRule(fall: 3, rise: 2);
        var seen = "";
        foreach (var outcome in outcomes)
        {
            var before = rule.Verdict;
            var isChange = outcome == '0' ? rule.ObserveUnclear() : rule.Observe(outcome == '+');
            Assert.Equal(before != rule.Verdict, isChange);
            seen += rule.Verdict switch { EndpointStatus.Up => 'u', EndpointStatus.Down => 'd', _ => '?' };
        }

        Assert.Equal(verdicts, seen);
    }

    [Fact]
    public void The_first_verdict_may_be_that_nothing_is_known()
    {
        var rule = new HealthRule(fall: 2, rise: 1);
        Assert.False(rule.ObserveUnclear());
        Assert.True(rule.ObserveUnclear());
        Assert.False(rule.ObserveUnclear());
    }

    /// <summary>Verdicts of three monitors as they come, monitor and verdict, and the endpoint's after each.</summary>
    [Theory]
    [InlineData(1, "0u 0d 1d 2d 2? 1u", "uxxdxu")]
    [InlineData(2, "0u 1u 2d 1d 0? 2u 1u", "xuuddxu")]
    [InlineData(3, "0u 1u 2u 1? 2d 1u 2u", "xxuxddu")]
    public void Monitors_are_combined_by_how_many_must_say_up(int need, string verdicts, string together)
    {
        var endpoint = new EndpointVerdict(slot: 0, monitors: 3, need);
        var seen = "";
        foreach (var verdict in verdicts.Split(' '))
        {
            endpoint.Take(verdict[0] - '0', verdict[1] switch { 'u' => EndpointStatus.Up, 'd' => EndpointStatus.Down, _ => EndpointStatus.Unknown }, out var now);
            Assert.Equal(endpoint.Status, now);
            seen += now switch { EndpointStatus.Up => 'u', EndpointStatus.Down => 'd', _ => 'x' };
        }

        Assert.Equal(together, seen);
    }

    [Fact]
    public void With_fall_and_rise_of_one_every_outcome_is_a_verdict()
    {
        var rule = new HealthRule(1, 1);
        Assert.True(rule.Observe(false));
        Assert.Equal(EndpointStatus.Down, rule.Verdict);
        Assert.True(rule.Observe(true));
        Assert.Equal(EndpointStatus.Up, rule.Verdict);
    }

    [Theory]
    [InlineData(EndpointStatus.ForcedUp)]
    [InlineData(EndpointStatus.ForcedDown)]
    [InlineData(EndpointStatus.Draining)]
    public void What_a_person_set_stays_until_released_and_then_the_latest_verdict_counts(EndpointStatus forced)
    {
        var table = new HealthTable(1);
        var slots = new HealthSlots(table, new ManualTime());
        slots.Judge(0, EndpointStatus.Up);
        slots.Say(0, forced);
        slots.Judge(0, EndpointStatus.Down);
        Assert.Equal(forced, table.StatusOf(0));
        slots.Say(0, null);
        Assert.Equal(EndpointStatus.Down, table.StatusOf(0));
    }

    [Fact]
    public void What_an_earlier_run_knew_stays_until_the_first_verdict()
    {
        var table = new HealthTable(1);
        table.Set(0, EndpointStatus.Down, 100);
        var slots = new HealthSlots(table, new ManualTime());
        Assert.Equal(EndpointStatus.Down, table.StatusOf(0));
        slots.Judge(0, EndpointStatus.Down);
        Assert.Equal(100, table.SinceUnixSeconds(0));
        slots.Judge(0, EndpointStatus.Up);
        Assert.Equal(EndpointStatus.Up, table.StatusOf(0));
    }

    [Fact]
    public void A_slot_given_to_another_endpoint_starts_unknown()
    {
        var table = new HealthTable(1);
        var slots = new HealthSlots(table, new ManualTime());
        slots.Judge(0, EndpointStatus.Down);
        slots.Clear(0);
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(0));
        slots.Say(0, EndpointStatus.Draining);
        slots.Say(0, null);
        Assert.Equal(EndpointStatus.Unknown, table.StatusOf(0));
    }
}
