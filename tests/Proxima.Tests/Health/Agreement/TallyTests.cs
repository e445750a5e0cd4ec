using Proxima.Engine.Health;
using Proxima.Engine.Health.Agreement;

namespace Proxima.Tests.Health.Agreement;

public sealed class TallyTests
{
    /// <summary>Votes (u up, d down, l learning, ? cannot tell), the number that must say down, and what comes out where down was known last.</summary>
    [Theory]
    [InlineData("ddd", 2, EndpointStatus.Down)]
    [InlineData("ddu", 2, EndpointStatus.Down)]
    [InlineData("duu", 2, EndpointStatus.Up)]
    [InlineData("du", 2, EndpointStatus.Up)]
    [InlineData("d", 2, EndpointStatus.Down)]
    [InlineData("d?", 2, EndpointStatus.Down)]
    [InlineData("dl", 2, EndpointStatus.Unknown)]
    [InlineData("ul", 2, EndpointStatus.Up)]
    [InlineData("?", 2, EndpointStatus.Unknown)]
    [InlineData("", 2, EndpointStatus.Unknown)]
    [InlineData("ddu", 51, EndpointStatus.Up)]
    [InlineData("dd", 51, EndpointStatus.Down)]
    [InlineData("duuuu", 1, EndpointStatus.Down)]
    public void So_many_must_say_down_as_the_quorum_wants_or_all_that_have_a_word(string votes, int need, EndpointStatus expected) =>
        Assert.Equal(expected, Count(votes).Decide(need, EndpointStatus.Unknown));

    [Theory]
    [InlineData("")]
    [InlineData("l")]
    [InlineData("dl")]
    [InlineData("?l")]
    public void Where_nobody_can_say_yet_what_was_last_known_stays(string votes)
    {
        Assert.Equal(EndpointStatus.Up, Count(votes).Decide(2, EndpointStatus.Up));
        Assert.Equal(EndpointStatus.Down, Count(votes).Decide(2, EndpointStatus.Down));
    }

    [Fact]
    public void Checks_that_cannot_tell_make_an_endpoint_unknown_and_not_down() =>
        Assert.Equal(EndpointStatus.Unknown, Count("??").Decide(2, EndpointStatus.Down));

    private static Tally Count(string votes)
    {
        var tally = default(Tally);
        foreach (var vote in votes)
        {
            tally.Add(vote switch { 'u' => Vote.Up, 'd' => Vote.Down, 'l' => Vote.Learning, _ => Vote.Unknown });
        }

        return tally;
    }
}
