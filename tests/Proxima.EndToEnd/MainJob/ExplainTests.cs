using System.Net;
using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary><c>proxima explain</c> says why: the same choice as the answer, from the round-trip times the paths really have.</summary>
[Collection(MainJobCollection.Name)]
public sealed class ExplainTests(Deployment deployment)
{
    /// <summary>Between what a path takes and what the node makes of it: jitter, a busy machine, the estimator's smoothing.</summary>
    private const double ToleranceMs = 12;

    [Theory]
    [InlineData("luanda", false)]
    [InlineData("luanda", true)]
    [InlineData("rio", false)]
    public async Task Explain_names_the_answer_and_the_measured_round_trip_time_of_every_site(string client, bool isIPv6)
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        await deployment.UntilAnswersFollowTheMatrix(Deployment.MeasuringTime);
        var place = deployment.Atlas.Clients.Single(c => c.Name == client);
        var way = Way.Simplest with { OverIPv6 = isIPv6 };
        var answered = (await deployment.Questions.Ask(place, way)).Dig.Addresses;

        var explained = await Finished.Run(
            Repository.Program("proxima"), "explain", NodeFiles.SteeredName, isIPv6 ? "AAAA" : "A",
            "--client", isIPv6 ? place.IPv6Network : place.IPv4Network, "--json", "--state", deployment.Files.State);
        Assert.True(explained.ExitCode == 0, explained.Errors);
        using var document = JsonDocument.Parse(explained.Output);
        var root = document.RootElement;

        Assert.Equal(answered, root.GetProperty("answer").EnumerateArray().Select(a => IPAddress.Parse(a.GetString()!)));
        var candidates = root.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal(5, candidates.Count);
        foreach (var site in deployment.Atlas.Sites)
        {
            var candidate = candidates.Single(c => c.GetProperty("site").GetString() == site.Name);
            Assert.Equal("up", candidate.GetProperty("status").GetString());
            var rtt = candidate.GetProperty("rtt_ms").GetDouble();
            Assert.InRange(rtt, deployment.Atlas.RttMs(place, site), deployment.Atlas.RttMs(place, site) + ToleranceMs);
            var isKept = candidate.GetProperty("dropped_by").ValueKind == JsonValueKind.Null;
            Assert.Equal(site.Name == deployment.Atlas.LowestLatencySite(place), isKept);
        }
    }
}
