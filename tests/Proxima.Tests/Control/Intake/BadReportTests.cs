using System.Globalization;
using System.Net;
using System.Text.Json;
using Proxima.Control.Intake;
using Proxima.Engine.Latency;
using Proxima.Settings.Node;

namespace Proxima.Tests.Control.Intake;

/// <summary>A node that gets bad reports beside good ones: what its map says to the clients of others stays as it was, and status counts each reason.</summary>
public sealed class BadReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();
    private int batch;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Whatever_is_wrong_with_a_sample_or_report_is_counted_by_reason_and_moves_no_decision()
    {
        await using var node = await StartAsync();
        await MeasureAsync(node, 40);
        var before = await DecisionsAsync(node);
        await node.PostAsync(Report("fra", Sample("8.8.0.0/24", 900_000, -90_000_000)));
        await node.PostAsync(Report("fra", Sample("8.8.0.0/24", 900_000, 90_000)));
        await node.PostAsync(Report("fra", Sample("8.8.0.0/24", 10_000_001, 0)));
        await node.PostAsync(Report("fra", Sample("8.8.0.0/24", 0, 0)));
        await node.PostAsync(Report("fra", Sample("8.8.0.0/24", -1, 0)));
        await node.PostAsync(Report("fra", Sample("10.0.0.0/24", 1000, 0)));
        await node.PostAsync(Report("fra", Sample("2001:db8::/48", 1000, 0)));
        await node.PostAsync(Report("atlantis", Sample("8.8.0.0/24", 1, 0)));
        await node.PostAsync(Report("fra", Sample("8.8.0.0/24", 1, 0)).Replace($"\"sent_at\":{Now}", "\"sent_at\":1", StringComparison.Ordinal));

        Assert.Equal(before, await DecisionsAsync(node));
        var refused = (await StatusAsync(node)).GetProperty("samples").GetProperty("refused");
        var counts = refused.EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt64());
        Assert.Equal(
            new Dictionary<string, long> { ["bad-time"] = 2, ["bad-rtt"] = 3, ["special-network"] = 2, ["unknown-site"] = 1, ["clock"] = 1 },
            counts);
    }

    [Fact]
    public async Task A_thousandfold_flood_of_one_agent_is_stopped_said_and_pushes_out_nobodys_figures()
    {
        await using var node = await StartAsync(samplesPerSecond: 100);
        await MeasureAsync(node, 40);
        var before = await DecisionsAsync(node, 40);
        var outcomes = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++)
        {
            var samples = Enumerable.Range(0, 1000).Select(j => Sample($"9.{i}.{j % 256}.0/24", 1, 0));
            outcomes.Add((await node.PostAsync(Report("sin", [.. samples]))).Status);
        }

        Assert.InRange(outcomes.Count(outcome => outcome == HttpStatusCode.OK), 1, 6);
        Assert.Contains(HttpStatusCode.TooManyRequests, outcomes);
        Assert.Equal(before, await DecisionsAsync(node, 40));
        var status = await StatusAsync(node);
        Assert.True(status.GetProperty("samples").GetProperty("refused").GetProperty("quota").GetInt64() >= 54_000);
        Assert.Contains("the agents of site 'sin' report more than their quota", status.GetProperty("troubles").EnumerateArray().Select(line => line.GetString()));

        // Others are heard all the while.
        Assert.Equal(HttpStatusCode.OK, (await node.PostAsync(Report("fra", Sample("8.8.0.0/24", 20_000, 0)))).Status);
    }

    [Fact]
    public async Task A_site_that_claims_to_be_next_to_everybody_is_said_and_draws_no_client_and_is_believed_again_when_its_figures_fit()
    {
        await using var node = await StartAsync();
        await MeasureAsync(node, 200);
        var before = await DecisionsAsync(node, 200);
        await RepeatAsync(node, 200, _ => 500);

        // The first map that could have its figures in it.
        Assert.DoesNotContain((await DecisionsAsync(node, 200)).Zip(before), pair => pair.First == "sin" && pair.Second != "sin");
        var trouble = Assert.Single((await StatusAsync(node)).GetProperty("troubles").EnumerateArray());
        Assert.StartsWith("site 'sin' reports round-trip times shorter than can be", trouble.GetString());

        await RepeatAsync(node, 200, number => RttUs("sin", number));
        Assert.Equal(before, await DecisionsAsync(node, 200));
        Assert.Empty((await StatusAsync(node)).GetProperty("troubles").EnumerateArray());
    }

    private Task<NodeUnderTest> StartAsync(int samplesPerSecond = 2000) => NodeUnderTest.StartAsync(
        folder.Path, time, measure: new MeasureSettings { SpecialNetworks = SpecialNetworkRule.Refuse, SamplesPerSecond = samplesPerSecond, Dwell = TimeSpan.Zero });

    // Three sites on a line, 80 and 90 ms apart; the networks lie around them in turn.
    private static int RttUs(string site, int number)
    {
        string[] line = ["nyc", "fra", "sin"];
        int[] at = [0, 80, 170];
        return 1000 * (5 + (number % 7) + Math.Abs(at[Array.IndexOf(line, site)] - at[number % 3]));
    }

    private async Task MeasureAsync(NodeUnderTest node, int networks)
    {
        foreach (var site in (string[])["nyc", "fra", "sin"])
        {
            var samples = Enumerable.Range(0, networks).SelectMany(number => Enumerable.Repeat(Sample($"8.8.{number}.0/24", RttUs(site, number), 0), 4));
            Assert.Equal(HttpStatusCode.OK, (await node.PostAsync(Report(site, [.. samples]))).Status);
        }
    }

    private async Task RepeatAsync(NodeUnderTest node, int networks, Func<int, int> rttUs)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        var samples = Enumerable.Range(0, networks).SelectMany(number => Enumerable.Repeat(Sample($"8.8.{number}.0/24", rttUs(number), 0), 8));
        Assert.Equal(HttpStatusCode.OK, (await node.PostAsync(Report("sin", [.. samples]))).Status);
    }

    private static Task<List<string>> DecisionsAsync(NodeUnderTest node, int networks = 40)
    {
        node.Node.Publishing.Publisher.Publish();
        var names = node.Node.Publishing.Content!.Model.Sites.Select(site => site.Name).ToList();
        return Task.FromResult(Enumerable.Range(0, networks).Select(number => names[node.Node.Publishing.Publisher.Rows!.SlotsOf(Prefix.Parse($"8.8.{number}.0/24"))[0].Site]).ToList());
    }

    private static async Task<JsonElement> StatusAsync(NodeUnderTest node) => JsonDocument.Parse((await node.GetAsync("/api/v1/status")).Body).RootElement;

    private string Sample(string network, int rttUs, long afterMs) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"network":"{{network}}","rtt_us":{{rttUs}},"kind":"icmp","at":{{Now + afterMs}}}""");

    private string Report(string site, params string[] samples) =>
        $$"""{"batch":"{{++batch:x32}}","site":"{{site}}","sent_at":{{Now}},"samples":[{{string.Join(',', samples)}}]}""";
}
