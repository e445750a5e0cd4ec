using System.Net;
using Proxima.Dns.Names;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Tests.Zones;

public sealed class SteeredPlacementTests
{
    private static readonly Zone Parent = ZoneText.WithApex("example.org.", """
        alias 60 CNAME www
        old 60 DNAME new
        cut 60 NS ns.invalid.
        child 60 NS ns.invalid.
        """);

    private static readonly Zone Child = ZoneText.WithApex("child.example.org.", "");

    [Theory]
    [InlineData("www.example.org.")]
    [InlineData("example.org.")]
    [InlineData("old.example.org.")]
    [InlineData("www.alias.example.org.")]
    [InlineData("www.child.example.org.")]
    [InlineData("child.example.org.")]
    public void A_steered_name_may_be_new_an_apex_or_in_a_child_zone(string name) =>
        Assert.Empty(ProblemsOf(name));

    [Theory]
    [InlineData("www.example.com.", "steered name www.example.com. lies in none of the zones")]
    [InlineData("alias.example.org.", "steered name alias.example.org. is a CNAME in zone example.org.")]
    [InlineData("www.old.example.org.", "steered name www.old.example.org. lies at or below the DNAME at old.example.org., which hides it")]
    [InlineData("www.cut.example.org.", "steered name www.cut.example.org. lies at or below the NS at cut.example.org., which hides it")]
    public void A_steered_name_that_no_query_could_reach_is_said_plainly(string name, string problem) =>
        Assert.Equal([problem], ProblemsOf(name));

    [Fact]
    public void Zones_are_not_laid_out_with_a_steered_name_outside()
    {
        var name = new SteeredName(DomainName.Parse("www.example.com."), "pool", "policy");
        var model = new SteeringModel([], [new Pool("pool", [new Endpoint("fra1", "fra", IPAddress.Loopback)])], [], [], [name]);
        Assert.Throws<ArgumentException>(() => ZoneSection.Build([Parent], [name], model));
    }

    private static IReadOnlyList<string> ProblemsOf(string name) =>
        new SteeredPlacement([Parent, Child]).ProblemsOf([new SteeredName(DomainName.Parse(name), "pool", "policy")]);
}
