using System.Globalization;
using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary>Neighbours that are sent alike share a scope; a site that is a little nearer does not move anybody.</summary>
public sealed class MergedScopeTests(PlacedWorld world) : IClassFixture<PlacedWorld>
{
    [Fact]
    public async Task The_scope_is_the_shortest_prefix_with_one_decision_and_within_the_tolerance_nobody_moves()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        await using var node = await PlacedNode.StartAsync(world, number: 3);
        node.StartAgents();

        // Two networks to New York beside two to Amsterdam: the /22 has two decisions, each half of it one.
        (string Network, string Site)[] expected = [("10.40.4.0/24", "nyc"), ("10.40.5.0/24", "nyc"), ("10.40.6.0/24", "ams"), ("10.40.7.0/24", "ams")];
        var heard = new List<Dig>();
        await Until.Holds(
            async () =>
            {
                heard.Clear();
                foreach (var (network, _) in expected)
                {
                    heard.Add(await node.Ask(network));
                }

                return heard.Zip(expected).All(pair => Of(pair.First) == (23, PlacedWorld.AddressOf(pair.Second.Site)));
            },
            Deadlines.Measured, () => $"each is answered with its site and scope 23, heard:\n{string.Join('\n', heard.Select(reply => reply.Text))}\nthe node:\n{node.Process.Log}");

        // New York comes nearer to 10.40.6.0/24 than Amsterdam, by less than the tolerance of 10 ms: it stays where it is, though the dwell is over.
        world.World.Say(string.Create(CultureInfo.InvariantCulture, $"set c6 nyc rtt={PlacedWorld.NearMs - 6}ms"));
        JsonElement explained = default;
        await Until.Holds(
            async () => MsOf(explained = await node.Explain("10.40.6.0/24"), "nyc") < MsOf(explained, "ams") - 2, Deadlines.Measured,
            () => $"New York is nearer to 10.40.6.0/24 by what was measured; explain says:\n{explained}\nthe node:\n{node.Process.Log}");
        Assert.Equal([PlacedWorld.AddressOf("ams")], (await node.Ask("10.40.6.0/24")).Addresses.Select(address => address.ToString()));

        // By more than that, it moves, and its neighbour does not: the scopes part.
        world.World.Say(string.Create(CultureInfo.InvariantCulture, $"set c6 ams rtt={PlacedWorld.FarMs}ms"));
        Assert.Equal(24, (await node.UntilAnswered("10.40.6.0/24", "nyc")).Scope);
        Assert.Equal((24, PlacedWorld.AddressOf("ams")), Of(await node.Ask("10.40.7.0/24")));

        static (int?, string) Of(Dig reply) => (reply.Scope, string.Join(" ", reply.Addresses));
    }

    private static double MsOf(JsonElement explained, string site) =>
        explained.GetProperty("candidates").EnumerateArray().Single(candidate => candidate.GetProperty("site").GetString() == site).GetProperty("rtt_ms").GetDouble();
}
