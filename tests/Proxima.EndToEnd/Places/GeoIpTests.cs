using System.Globalization;
using System.Text.Json;
using Proxima.Tests.Places;

namespace Proxima.EndToEnd;

/// <summary>A node with a geolocation database sends who was never measured by place, follows the file when it changes, and believes measurements more.</summary>
public sealed class GeoIpTests(PlacedWorld world) : IClassFixture<PlacedWorld>
{
    private static readonly (double Latitude, double Longitude) Jakarta = (-6.21, 106.85), Boston = (42.36, -71.06);

    [Theory]
    [InlineData("places.csv", 1)]
    [InlineData("places.mmdb", 2)]
    public async Task Who_was_never_measured_is_sent_by_place_and_by_measurements_once_there_are_some(string file, int host)
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        await using var node = await PlacedNode.StartAsync(world, host, file, folder => Write(Path.Combine(folder, file), Jakarta));
        await node.UntilAnswered(PlacedWorld.Placed, "sin");
        await AssertForetold(node, Jakarta);

        // The file says something else: the answer follows, without a restart.
        Write(node.PathOf(file), Boston);
        await node.UntilAnswered(PlacedWorld.Placed, "nyc");
        await AssertForetold(node, Boston);
        await AssertAgreesWithMmdblookup(node.PathOf(file), Boston);

        // A broken one does not: what was good stays, and the log says which file is to blame.
        await File.WriteAllTextAsync(node.PathOf("broken"), "start,end,lat,lon\n10.0.0.0,10.255.255.255,91,0\n");
        File.Move(node.PathOf("broken"), node.PathOf(file), overwrite: true);
        await Until.Holds(
            () => node.Process.Log.Contains("the last good places stay in force", StringComparison.Ordinal), Deadlines.Step, () => $"the node says that {file} is broken; it said:\n{node.Process.Log}");
        Assert.Equal([PlacedWorld.AddressOf("nyc")], (await node.Ask(PlacedWorld.Placed)).Addresses.Select(address => address.ToString()));

        // It was wrong all along: the network is near Amsterdam, as every site can measure.
        node.StartAgents();
        await node.UntilAnswered(PlacedWorld.Placed, "ams");
        await Until.Holds(
            async () => (await node.Explain(PlacedWorld.Placed)).GetProperty("rung").GetString() == "measured", Deadlines.Measured, () => "the answer stands on measurements");
        var explained = await node.Explain(PlacedWorld.Placed);
        var kept = KeptOf(explained);
        Assert.Equal(("ams", "icmp"), (kept.GetProperty("site").GetString(), kept.GetProperty("evidence").GetString()));
        Assert.InRange(kept.GetProperty("rtt_ms").GetDouble(), PlacedWorld.NearMs, PlacedWorld.FarMs - 1);
        AssertPlace(explained, Boston);
    }

    // Whole and at once, as geoipupdate replaces its databases.
    private static void Write(string path, (double Latitude, double Longitude) place)
    {
        var octets = path.EndsWith(".mmdb", StringComparison.Ordinal)
            ? new MmdbWriter().Add("10.50.0.0/16", new() { ["location"] = new Dictionary<string, object> { ["latitude"] = place.Latitude, ["longitude"] = place.Longitude } }).ToFile()
            : System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"start,end,lat,lon\n10.50.0.0,10.50.255.255,{place.Latitude},{place.Longitude}\n"));
        File.WriteAllBytes($"{path}.new", octets);
        File.Move($"{path}.new", path, overwrite: true);
    }

    private static async Task AssertForetold(PlacedNode node, (double Latitude, double Longitude) place)
    {
        var explained = await node.Explain(PlacedWorld.Placed);
        Assert.Equal("predicted", explained.GetProperty("rung").GetString());
        Assert.Equal("geo", KeptOf(explained).GetProperty("evidence").GetString());
        AssertPlace(explained, place);
    }

    private static void AssertPlace(JsonElement explained, (double Latitude, double Longitude) place)
    {
        var client = explained.GetProperty("client");
        Assert.Equal(place.Latitude, client.GetProperty("lat").GetDouble(), 0.01);
        Assert.Equal(place.Longitude, client.GetProperty("lon").GetDouble(), 0.01);
    }

    private static JsonElement KeptOf(JsonElement explained) =>
        explained.GetProperty("candidates").EnumerateArray().Single(candidate => candidate.GetProperty("dropped_by").ValueKind == JsonValueKind.Null);

    // The reader of the format's own authors (libmaxminddb) finds the same in the file.
    private static async Task AssertAgreesWithMmdblookup(string path, (double Latitude, double Longitude) place)
    {
        if (!path.EndsWith(".mmdb", StringComparison.Ordinal))
        {
            return;
        }

        Require.Tool("mmdblookup", "mmdb-bin");
        foreach (var (field, expected) in ((string, double)[])[("latitude", place.Latitude), ("longitude", place.Longitude)])
        {
            var told = await Finished.Run("mmdblookup", "--file", path, "--ip", "10.50.1.9", "location", field);
            Assert.Equal(expected, double.Parse(told.Output.Trim().Split(' ')[0], CultureInfo.InvariantCulture), 0.0001);
        }
    }
}
