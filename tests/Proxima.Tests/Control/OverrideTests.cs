using System.Net;
using System.Text;
using System.Text.Json;
using Proxima.Control.Operations;
using Proxima.Engine.Health;
using Proxima.Tests.Tool;

namespace Proxima.Tests.Control;

/// <summary>What a person says about endpoints, by the commands and the API of a node whose database is real and whose clock is the test's.</summary>
public sealed class OverrideTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_drained_endpoint_is_draining_until_taken_back_and_explain_says_who_and_why()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        node.Node.Health.Slots.Judge(Slot(node, "fra-4"), EndpointStatus.Up);
        node.Node.Publishing.Publisher.Publish();
        var drained = await Run(node, "drain", "www/fra-4", "--why", "reboot for the kernel", "--who", "ada");
        Assert.Equal((0, ""), (drained.Code, drained.Error));
        Assert.Contains("www/fra-4 is draining", drained.Output);
        Assert.Equal(EndpointStatus.Draining, Status(node, "fra-4"));

        var explained = ToolRun.Of("explain", "www.example.org", "--state", folder.Path).Output;
        Assert.Contains("healthy: is draining", explained);
        Assert.Matches("www/fra-4 is draining from .* until taken back, says ada: reboot for the kernel \\(proxima status counts the connections that still come\\)", explained);
        using var json = JsonDocument.Parse(ToolRun.Of("explain", "www.example.org", "--json", "--state", folder.Path).Output);
        Assert.Equal("ada", json.RootElement.GetProperty("overrides")[0].GetProperty("who").GetString());

        Assert.Equal(0, (await Run(node, "undrain", "www/fra-4")).Code);
        Assert.Equal(EndpointStatus.Up, Status(node, "fra-4"));
        Assert.DoesNotContain("ada", ToolRun.Of("explain", "www.example.org", "--state", folder.Path).Output);
        Assert.Contains("nothing to take back", (await Run(node, "undrain", "www/fra-4")).Output);
    }

    [Fact]
    public async Task A_restarted_node_says_the_same_and_what_ended_meanwhile_is_over()
    {
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            await Run(node, "override", "set", "site:fra", "down", "--why", "the provider's outage");
            await Run(node, "override", "set", "www/nyc-4", "up", "--why", "the monitor is wrong", "--for", "1h");
            Assert.Equal((EndpointStatus.ForcedDown, EndpointStatus.ForcedUp), (Status(node, "fra-6"), Status(node, "nyc-4")));
        }

        time.Advance(TimeSpan.FromHours(2));
        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        Assert.Equal((EndpointStatus.ForcedDown, EndpointStatus.Unknown), (Status(restarted, "fra-6"), Status(restarted, "nyc-4")));
        Assert.Equal(["site:fra"], restarted.Node.Health.Overrides.All.Select(one => one.Target.ToString()));
    }

    [Fact]
    public async Task A_maintenance_window_holds_from_its_beginning_to_its_end()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        node.Node.Health.Slots.Judge(Slot(node, "fra-4"), EndpointStatus.Up);
        Assert.Equal(HttpStatusCode.OK, await Post(node, Body("site:fra", "draining", from: Now + 3_600_000, until: Now + 7_200_000)));
        Assert.Contains("site:fra will be draining", (await Run(node, "override", "list")).Output);

        foreach (var (minutes, expected) in new[] { (59, EndpointStatus.Up), (1, EndpointStatus.Draining), (59, EndpointStatus.Draining), (1, EndpointStatus.Up) })
        {
            time.Advance(TimeSpan.FromMinutes(minutes));
            await node.Node.Health.OverrideRound.RunAsync(default);
            Assert.Equal(expected, Status(node, "fra-4"));
        }

        Assert.Empty(node.Node.Health.Overrides.All);
    }

    [Fact]
    public async Task The_narrower_word_wins_and_the_last_word_replaces_the_one_before()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        await Run(node, "override", "set", "www/fra-4", "up", "--why", "a");
        await Run(node, "override", "set", "pool:www", "down", "--why", "b");
        await Run(node, "drain", "site:fra", "--why", "c");
        Assert.Equal((EndpointStatus.ForcedUp, EndpointStatus.ForcedDown), (Status(node, "fra-4"), Status(node, "fra-6")));

        await Run(node, "drain", "www/fra-4", "--why", "d");
        Assert.Equal(EndpointStatus.Draining, Status(node, "fra-4"));
        await Run(node, "override", "set", "www/fra-4", "clear", "--why", "e");
        Assert.Equal(EndpointStatus.ForcedDown, Status(node, "fra-4"));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_and_changes_nothing()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var unknown = await Run(node, "drain", "www/fra4", "--why", "x");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("'www/fra4' is unknown: expected POOL/ENDPOINT, pool:POOL or site:SITE, such as 'www/fra-4'", unknown.Error);
        Assert.Equal(2, (await Run(node, "drain", "www/fra-4", "--why", "x", "--for", "soon")).Code);
        Assert.Equal(2, (await Run(node, "drain", "www/fra-4", "--why", "x", "--until", "never")).Code);
        Assert.Equal(2, (await Run(node, "drain", "www/fra-4", "--why", "x", "--until", "2026-11-24", "--for", "2h")).Code);
        Assert.Equal(2, (await Run(node, "drain", "www/fra-4")).Code);

        foreach (var body in new[]
        {
            "null", "{", "[]", """{"target":5}""", Body("www/fra-4", "up"), Body("www/fra-4", "draining", who: " "), Body("www/fra-4", "draining", why: new string('y', 201)),
            Body("www/fra-4", "draining", why: "a\\u0007b"), Body("www/fra-4", "draining", until: Now), Body("www/fra-4", "draining", from: Now + 5000, until: Now + 5000),
            Body("www/fra-4", "draining", until: long.MaxValue), Body("www/fra-4", "draining", from: Now + (367L * 86_400_000)),
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await Post(node, body));
        }

        Assert.Empty(node.Node.Health.Overrides.All);
        Assert.Equal(EndpointStatus.Unknown, Status(node, "fra-4"));
    }

    [Fact]
    public async Task More_than_the_limit_are_refused()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        for (var i = 0; i < OverrideWords.MaxOverrides; i++)
        {
            await node.Node.Health.Overrides.SetAsync(new OverrideWish(new OverrideTarget(OverrideReach.Site, "fra"), EndpointStatus.Draining, "a", "b", time.GetUtcNow().AddHours(1 + i), null));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await Post(node, Body("site:fra", "draining")));
        Assert.Equal(OverrideWords.MaxOverrides, node.Node.Health.Overrides.All.Count);
    }

    [Fact]
    public async Task Without_the_token_nobody_overrides()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time, token: "a secret");
        Assert.Equal(HttpStatusCode.Unauthorized, await Post(node, Body("www/fra-4", "draining")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await node.GetAsync("/api/v1/overrides")).Status);
        Assert.Empty(node.Node.Health.Overrides.All);
    }

    private static string Body(string target, string status, string who = "ada", string why = "because", long? from = null, long? until = null) =>
        $$"""{"target":"{{target}}","status":"{{status}}","who":"{{who}}","why":"{{why}}","from":{{from?.ToString() ?? "null"}},"until":{{until?.ToString() ?? "null"}}}""";

    private static async Task<HttpStatusCode> Post(NodeUnderTest node, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await node.Client.PostAsync("/api/v1/overrides", content);
        return response.StatusCode;
    }

    // The command waits for the node's reply: not on the thread that the node may need.
    private static Task<ToolRun> Run(NodeUnderTest node, params string[] arguments) =>
        Task.Run(() => ToolRun.Of([.. arguments, "--api", node.Client.BaseAddress!.ToString()]));

    private static int Slot(NodeUnderTest node, string endpoint)
    {
        var pool = node.Node.Publishing.Content!.Model.Pools[0];
        return node.Node.Ground.Slots.SlotOf(pool, pool.Endpoints.Single(one => one.Name == endpoint));
    }

    private static EndpointStatus Status(NodeUnderTest node, string endpoint) => node.Node.Ground.HealthTable.StatusOf(Slot(node, endpoint));
}
