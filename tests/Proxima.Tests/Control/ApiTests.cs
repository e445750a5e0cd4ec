using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Control;

public sealed class ApiTests : IDisposable
{
    private const string Batch = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Samples_are_acknowledged_with_their_count_and_a_resend_alike_without_counting_twice()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var report = Report($$"""{"network":"198.51.100.0/24","rtt_us":80123,"kind":"icmp","at":{{Now}}},{"network":"2001:db8:7::/48","rtt_us":null,"kind":"tcp","at":{{Now}}}""");

        Assert.Equal((HttpStatusCode.OK, """{"accepted":2,"refused":{}}"""), await node.PostAsync(report));
        Assert.Equal((HttpStatusCode.OK, """{"accepted":2,"refused":{}}"""), await node.PostAsync(report));
        Assert.Equal(2, node.Node.Ground.Estimates.SampleCount);
    }

    [Theory]
    [InlineData("""{"network":"no network","rtt_us":1000,"kind":"icmp","at":NOW}""", "bad-network")]
    [InlineData("""{"network":"0.0.0.0/0","rtt_us":1000,"kind":"icmp","at":NOW}""", "bad-network")]
    [InlineData("""{"network":"198.51.100.7/32","rtt_us":1000,"kind":"icmp","at":NOW}""", "bad-network")]
    [InlineData("""{"network":"198.51.100.0/24","rtt_us":0,"kind":"icmp","at":NOW}""", "bad-rtt")]
    [InlineData("""{"network":"198.51.100.0/24","rtt_us":-5,"kind":"icmp","at":NOW}""", "bad-rtt")]
    [InlineData("""{"network":"198.51.100.0/24","rtt_us":10000001,"kind":"icmp","at":NOW}""", "bad-rtt")]
    [InlineData("""{"network":"198.51.100.0/24","rtt_us":1000,"kind":"pigeon","at":NOW}""", "bad-kind")]
    [InlineData("""{"network":"198.51.100.0/24","rtt_us":1000,"kind":"icmp","at":5}""", "bad-time")]
    [InlineData("""{"network":"198.51.100.0/24","rtt_us":1000,"kind":"icmp","at":9223372036854775807}""", "bad-time")]
    public async Task A_sample_that_is_none_is_refused_by_reason_and_the_others_count(string sample, string reason)
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var good = $$"""{"network":"198.51.100.0/24","rtt_us":1000,"kind":"dns","at":{{Now}}}""";
        var reply = await node.PostAsync(Report($"{good},{sample.Replace("NOW", $"{Now}")}"));
        Assert.Equal((HttpStatusCode.OK, "{\"accepted\":1,\"refused\":{\"" + reason + "\":1}}"), reply);
    }

    [Fact]
    public async Task A_heartbeat_for_what_no_push_monitor_watches_is_refused_with_a_reason()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        using var unknown = await node.Client.PostAsync("/api/v1/heartbeats/www/nobody", null);
        Assert.Equal("urn:proxima:unknown-endpoint", Problem(400, (unknown.StatusCode, await unknown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))));
        using var unwatched = await node.Client.PostAsync("/api/v1/heartbeats/www/fra-4", null);
        Assert.Equal("urn:proxima:no-push-monitor", Problem(400, (unwatched.StatusCode, await unwatched.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))));
    }

    [Fact]
    public async Task A_report_that_cannot_be_used_is_refused_whole_with_problem_details()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var good = $$"""{"network":"198.51.100.0/24","rtt_us":1000,"kind":"icmp","at":{{Now}}}""";

        Assert.Equal("urn:proxima:unknown-site", Problem(400, await node.PostAsync(Report(good, site: "atlantis"))));
        Assert.Equal("urn:proxima:bad-batch", Problem(400, await node.PostAsync(Report(good, batch: "xyz"))));
        Assert.Equal("urn:proxima:clock", Problem(400, await node.PostAsync(Report(good, sentAt: Now - 300_001))));
        Assert.Equal("urn:proxima:clock", Problem(400, await node.PostAsync(Report(good, sentAt: Now + 300_001))));
        Assert.Equal("urn:proxima:bad-body", Problem(400, await node.PostAsync("{")));
        Assert.Equal("urn:proxima:bad-body", Problem(400, await node.PostAsync("null")));
        Assert.Equal("urn:proxima:bad-body", Problem(400, await node.PostAsync("""{"batch":"x"}""")));
        Assert.Equal("urn:proxima:bad-body", Problem(400, await node.PostAsync(Report("null"))));
        Assert.Equal("urn:proxima:bad-body", Problem(400, await node.PostAsync(Report(good.Replace("\"198.51.100.0/24\"", "null")))));
        Assert.Equal("urn:proxima:too-large", Problem(413, await node.PostAsync(Report(string.Join(',', Enumerable.Repeat(good, 5001))))));
        Assert.Equal("urn:proxima:too-large", Problem(413, await node.PostAsync(new string(' ', 2_100_000))));
        Assert.Equal(0, node.Node.Ground.Estimates.SampleCount);
    }

    [Fact]
    public async Task A_full_report_of_5000_samples_is_taken()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        var samples = Enumerable.Range(0, 5000).Select(i => $$"""{"network":"10.{{i / 250}}.{{i % 250}}.0/24","rtt_us":{{1000 + i}},"kind":"icmp","at":{{Now}}}""");
        Assert.Equal((HttpStatusCode.OK, """{"accepted":5000,"refused":{}}"""), await node.PostAsync(Report(string.Join(',', samples))));
    }

    [Fact]
    public async Task With_a_token_only_who_shows_it_is_let_in()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time, token: "a secret");
        Assert.Equal("urn:proxima:unauthorized", Problem(401, await node.GetAsync("/api/v1/status")));
        node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a guess");
        Assert.Equal("urn:proxima:unauthorized", Problem(401, await node.GetAsync("/api/v1/status")));
        node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a secret");
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/api/v1/status")).Status);
    }

    [Fact]
    public void Without_a_token_only_callers_on_this_machine_are_let_in()
    {
        var check = new Proxima.Control.Api.CallerCheck(null);
        Assert.Null(check.Refuse(IPAddress.Loopback, null, isPeer: false));
        Assert.Null(check.Refuse(IPAddress.IPv6Loopback, null, isPeer: false));
        Assert.Equal(403, check.Refuse(IPAddress.Parse("192.0.2.1"), "Bearer ", isPeer: false)!.Status);
        Assert.Equal(403, check.Refuse(null, null, isPeer: false)!.Status);
    }

    [Fact]
    public async Task Targets_are_the_networks_seen_most_asked_first_and_survive_a_restart()
    {
        await using (var node = await NodeUnderTest.StartAsync(folder.Path, time))
        {
            node.Node.Measuring.Targets.Observe(
                [
                    new SeenNetwork(Prefix.Parse("203.0.113.0/24"), Prefix.Parse("203.0.113.0/24"), 5),
                    new SeenNetwork(Prefix.Parse("198.51.100.0/24"), Prefix.Parse("198.51.100.7"), 123),
                ], Now);
            await new Proxima.Control.Storage.StoreUpkeep(node.Node.Ground.Store, node.Node.Ground.Estimates, node.Node.Measuring.Targets, time).RunOnceAsync();
        }

        await using var restarted = await NodeUnderTest.StartAsync(folder.Path, time);
        Assert.Equal(
            (HttpStatusCode.OK, """{"probes_per_second":50,"per_target_per_second":1,"interval_ms":60000,"targets":[{"network":"198.51.100.0/24","address":"198.51.100.7","resolver":true,"queries":123,"weight":123,"as":0,"due_ms":0,"interval_ms":60000},{"network":"203.0.113.0/24","address":"203.0.113.1","resolver":false,"queries":5,"weight":5,"as":0,"due_ms":20,"interval_ms":60000}],"per_as_per_second":10,"contact":"Proxima latency probe"}"""),
            await restarted.GetAsync("/api/v1/targets?site=fra"));
        Assert.Equal("urn:proxima:unknown-site", Problem(400, await restarted.GetAsync("/api/v1/targets?site=atlantis")));
        Assert.Equal("urn:proxima:unknown-site", Problem(400, await restarted.GetAsync("/api/v1/targets")));
    }

    [Fact]
    public async Task Status_tells_what_the_node_holds()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        await node.PostAsync(Report($$"""{"network":"198.51.100.0/24","rtt_us":80123,"kind":"icmp","at":{{Now}}}"""));
        node.Node.Publishing.Publisher.Publish();
        time.Advance(TimeSpan.FromSeconds(7));

        using var status = JsonDocument.Parse((await node.GetAsync("/api/v1/status")).Body);
        var root = status.RootElement;
        Assert.Equal(7, root.GetProperty("uptime_s").GetInt64());
        Assert.Equal(1, root.GetProperty("snapshot").GetProperty("serial").GetInt64());
        Assert.Equal(7, root.GetProperty("snapshot").GetProperty("age_s").GetInt64());
        Assert.Equal(1, root.GetProperty("samples").GetProperty("stored").GetInt64());
        Assert.Equal("fra", root.GetProperty("agents")[0].GetProperty("site").GetString());
        Assert.Equal(12, root.GetProperty("endpoints").GetArrayLength());
        Assert.Equal("unknown", root.GetProperty("endpoints")[0].GetProperty("status").GetString());
    }

    /// <summary>The shape is a contract: members may be added (here too), none goes or changes its meaning.</summary>
    [Fact]
    public async Task The_members_of_status_are_these()
    {
        await using var node = await NodeUnderTest.StartAsync(folder.Path, time);
        await node.PostAsync(Report($$"""{"network":"198.51.100.0/24","rtt_us":80123,"kind":"icmp","at":{{Now}}},{"network":"x","rtt_us":1,"kind":"icmp","at":{{Now}}}"""));
        using var status = JsonDocument.Parse((await node.GetAsync("/api/v1/status")).Body);

        Assert.Equal(
            """
            version: String
            uptime_s: Number
            snapshot.serial: Number
            snapshot.age_s: Null
            snapshot.zones: Number
            snapshot.names: Number
            snapshot.networks: Number
            serve.pid: Null
            serve.restarts: Number
            endpoints[].pool: String
            endpoints[].endpoint: String
            endpoints[].site: String
            endpoints[].address: String
            endpoints[].status: String
            endpoints[].since: Null
            endpoints[].monitors: Array
            endpoints[].votes: Array
            endpoints[].held_s: Number
            endpoints[].new_per_minute: Null
            samples.stored: Number
            samples.accepted: Number
            samples.refused.bad-network: Number
            samples.estimates: Number
            samples.unusable.network: Number
            samples.unusable.zero: Number
            samples.unusable.too-long: Number
            samples.unusable.future: Number
            samples.unusable.old: Number
            samples.evicted: Number
            counters: Object
            steering_errors: Array
            steering_refusals: Number
            troubles: Array
            agents[].site: String
            agents[].last_report: Number
            agents[].samples: Number
            peers.list: Array
            peers.strangers: Number
            probing.opted_out: Number
            probing.plans: Array
            vantages: Array
            """,
            string.Join('\n', Members(string.Empty, status.RootElement)));
    }

    private static IEnumerable<string> Members(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().Any() =>
            value.EnumerateObject().SelectMany(member => Members(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value)),
        JsonValueKind.Array when value.GetArrayLength() > 0 => Members($"{path}[]", value[0]),
        _ => [$"{path}: {value.ValueKind}"],
    };

    private string Report(string samples, string site = "fra", string batch = Batch, long? sentAt = null) =>
        $$"""{"batch":"{{batch}}","site":"{{site}}","sent_at":{{sentAt ?? Now}},"samples":[{{samples}}]}""";

    private static string? Problem(int status, (HttpStatusCode Status, string Body) reply)
    {
        Assert.Equal(status, (int)reply.Status);
        using var problem = JsonDocument.Parse(reply.Body);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
        return problem.RootElement.GetProperty("type").GetString();
    }
}
