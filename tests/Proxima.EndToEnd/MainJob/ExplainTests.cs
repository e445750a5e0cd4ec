using System.Net;
using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary><c>proxima explain</c> says why: the same choice as the answer, from the round-trip times the paths really have.</summary>
[Collection(MainJobCollection.Name)]
public sealed class ExplainTests(Deployment deployment)
{
    /// <summary>Between what a path takes and what the node makes of it: jitter and a busy machine.</summary>
    private const double ToleranceMs = 12;

    /// <summary>
    /// What one kind of probe takes longer than another is learned and subtracted; learned while other tests had the machine, it is some milliseconds too much
    /// for a path that is asked by that kind alone since.
    /// </summary>
    private const double LearnedMs = 6;

    [Theory]
    [InlineData("luanda", false)]
    [InlineData("luanda", true)]
    [InlineData("rio", false)]
    public async Task Explain_names_the_answer_and_the_measured_round_trip_time_of_every_site(string client, bool isIPv6)
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        await deployment.UntilAnswersFollowTheMatrix(Deadlines.Measured);
        var place = deployment.Atlas.Clients.Single(c => c.Name == client);
        var way = Way.Simplest with { OverIPv6 = isIPv6 };
        var answered = (await deployment.Questions.Ask(place, way)).Dig.Addresses;

        JsonDocument? explained = null;
        // Another test may have changed the paths a moment ago: answers follow at once, but a path that decides nothing is measured seldom.
        await Until.Holds(
            async () => IsAsThePathsAre(explained = await Explain(place, isIPv6), place), 2 * Deadlines.Measured,
            () => $"the round-trip times are those of the paths; explain says:\n{explained?.RootElement}");
        var root = explained!.RootElement;

        Assert.Equal(answered, root.GetProperty("answer").EnumerateArray().Select(a => IPAddress.Parse(a.GetString()!)));
        var candidates = root.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal(5, candidates.Count);
        foreach (var site in deployment.Atlas.Sites)
        {
            var candidate = candidates.Single(c => c.GetProperty("site").GetString() == site.Name);
            Assert.Equal("up", candidate.GetProperty("status").GetString());
            var isKept = candidate.GetProperty("dropped_by").ValueKind == JsonValueKind.Null;
            Assert.Equal(site.Name == deployment.Atlas.LowestLatencySite(place), isKept);
        }
    }

    private async Task<JsonDocument> Explain(Place client, bool isIPv6)
    {
        var explained = await Finished.Run(
            Repository.Program("proxima"), "explain", NodeFiles.SteeredName, isIPv6 ? "AAAA" : "A",
            "--client", isIPv6 ? client.IPv6Network : client.IPv4Network, "--json", "--state", deployment.Files.State);
        Assert.True(explained.ExitCode == 0, explained.Errors);
        return JsonDocument.Parse(explained.Output);
    }

    private bool IsAsThePathsAre(JsonDocument explained, Place client) =>
        explained.RootElement.GetProperty("candidates").EnumerateArray().All(candidate =>
        {
            var site = deployment.Atlas.Sites.Single(s => s.Name == candidate.GetProperty("site").GetString());
            var beyond = candidate.GetProperty("rtt_ms").GetDouble() - deployment.Atlas.RttMs(client, site);
            return beyond is >= -LearnedMs and <= ToleranceMs;
        });
}
