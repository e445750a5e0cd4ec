using System.Net;
using System.Text;
using Proxima.Control.Demo;
using Proxima.Control.Shares;

namespace Proxima.Tests.Control;

/// <summary>What endpoints and agents report of themselves over the API, and what becomes of it.</summary>
public sealed class NumberApiTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_endpoint_that_reports_too_much_load_sheds_clients_slowly_and_gets_them_back_when_it_falls_silent()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var site = DemoPlaces.Sites[0].Name;
        var report = $$"""{"loads":[{"pool":"www","endpoint":"{{site}}-4","load":1.6}]}""";
        await node.Node.Health.Numbers.StepAsync(default);
        for (var minute = 0; minute < 4; minute++)
        {
            Assert.Equal((HttpStatusCode.OK, """{"noted":true}"""), await PostAsync(node, "load", report));
            await Pass(node, seconds: 60);
        }

        // 240 s at twice the target: exp(-0.2 / 60 * 240).
        Assert.Equal(1 - 0.449, node.Node.Ground.HealthTable.WordOf(0).Shed, 0.01);
        Assert.Equal(0, node.Node.Ground.HealthTable.WordOf(1).Shed);
        await Pass(node, seconds: 1200);
        Assert.Equal(0, node.Node.Ground.HealthTable.WordOf(0).Shed);
    }

    [Fact]
    public async Task Counters_survive_a_restart_of_the_node()
    {
        var site = DemoPlaces.Sites[0].Name;
        string Report(long sent) => $$"""{"site":"{{site}}","machine":"h1","boot":"b1","interfaces":[{"name":"eth0","received":0,"sent":{{sent}}}]}""";
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(node, "counters", Report(1000))).Status);
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(node, "counters", Report(4000))).Status);
            await node.Node.Health.Numbers.Quotas.SaveAsync(node.Node.Ground.Store);
        }

        await using (var again = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            var row = Assert.Single(again.Node.Ground.Store.Contents.Transfers);
            Assert.Equal((4000L, 3000L, 0L), (row.Sent, row.MonthSent, row.MonthReceived));
        }
    }

    [Fact]
    public async Task New_connections_at_a_site_are_those_of_its_machines_until_they_fall_silent()
    {
        var site = DemoPlaces.Sites[0].Name;
        string Report(string machine, string count) => $$"""{"site":"{{site}}","machine":"{{machine}}","boot":"b1","interfaces":[],"new_connections":{{count}}}""";
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var arrivals = node.Node.Health.Numbers.Arrivals;
        Assert.Null(arrivals.PerMinute(site));
        await PostAsync(node, "counters", Report("h1", "7"));
        await PostAsync(node, "counters", Report("h2", "5"));
        Assert.Equal(12, arrivals.PerMinute(site));
        Assert.Contains("\"new_per_minute\":12", (await node.GetAsync("/api/v1/status")).Body, StringComparison.Ordinal);
        await PostAsync(node, "counters", Report("h2", "0"));
        Assert.Equal(7, arrivals.PerMinute(site));

        // No word is not none.
        await PostAsync(node, "counters", Report("h2", "null"));
        time.Advance(ArrivalBook.StaleAfter + TimeSpan.FromSeconds(1));
        Assert.Null(arrivals.PerMinute(site));
        Assert.Contains("bad-counters", (await PostAsync(node, "counters", Report("h1", "-1"))).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("load", """{"loads":[{"pool":"www","endpoint":"nobody","load":1}]}""", "unknown-endpoint")]
    [InlineData("load", """{"loads":[{"pool":"www","endpoint":"nobody","load":-1}]}""", "bad-load")]
    [InlineData("load", """{"loads":[{"pool":"www","endpoint":"nobody","load":101}]}""", "bad-load")]
    [InlineData("load", """{"loads":[null]}""", "bad-body")]
    [InlineData("load", """{"loads":[{"pool":"www","load":1}]}""", "bad-body")]
    [InlineData("counters", """{"site":"atlantis","machine":"h","boot":"b","interfaces":[]}""", "unknown-site")]
    [InlineData("counters", """{"site":"SITE","machine":"","boot":"b","interfaces":[]}""", "bad-counters")]
    [InlineData("counters", """{"site":"SITE","machine":"h","boot":"b","interfaces":[{"name":"eth0","received":-1,"sent":0}]}""", "bad-counters")]
    [InlineData("counters", "null", "bad-body")]
    public async Task What_cannot_be_used_is_refused_with_problem_details(string path, string body, string problem)
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var (status, text) = await PostAsync(node, path, body.Replace("SITE", DemoPlaces.Sites[0].Name));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"\"urn:proxima:{problem}\"", text);
    }

    private async Task Pass(NodeUnderTest node, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await node.Node.Health.Numbers.StepAsync(default);
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(NodeUnderTest node, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await node.Client.PostAsync($"/api/v1/{path}", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
