using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary>
/// What an agent may report that is no measurement, against the real program: sixty networks that three sites measured honestly are asked for
/// with dig before and after, and every refusal is counted by its reason in <c>proxima status --json</c>.
/// </summary>
public sealed class HostileSamplesTests : IAsyncDisposable
{
    private const int Networks = 60, PerSecond = 200;
    private const string Liar = "sin";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-hostile-");
    private readonly int port = FreePort.Next();
    private BackgroundProcess? node;
    private HttpClient? api;
    private int sent;

    [Fact]
    public async Task Bad_samples_are_counted_by_reason_and_neither_a_flood_nor_a_liar_moves_anybody()
    {
        Require.Tool("dig", "bind9-dnsutils");
        await StartAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var site in new[] { "fra", "nyc", Liar })
        {
            Assert.Equal(HttpStatusCode.OK, await Post(site, Enumerable.Range(0, Networks).Select(number => Sample(number, HonestUs(site, number), now))));
        }

        IReadOnlyList<IPAddress> before = [];
        await Until.Holds(async () => (before = await AskAll()).SequenceEqual(Enumerable.Range(0, Networks).Select(Nearest)), Deadlines.Step, () => $"everybody is sent to the nearest site; the node said:\n{node!.Log}");

        // Each is good for a place beside everybody, were it believed.
        Assert.Equal(HttpStatusCode.OK, await Post(Liar,
        [
            Sample(0, 1000, now + 600_000), Sample(0, 1000, now - 172_800_000), Sample(0, -5, now), Sample(0, 0, now), Sample(0, 10_000_001, now),
            Sample(0, 1000, now, "guess"), Sample(0, 1000, now, "given"), """{"network":"banana","rtt_us":1000,"kind":"icmp","at":0}""",
            $$"""{"network":"10.0.0.0/24","rtt_us":1000,"kind":"icmp","at":{{now}}}""", $$"""{"network":"240.0.0.0/24","rtt_us":1000,"kind":"icmp","at":{{now}}}""",
            $$"""{"network":"8.1.0.0/24","rtt_us":1000,"kind":"icmp","at":{{now}},"site":"atlantis"}""",
            $$"""{"network":"8.1.0.0/24","rtt_us":1000,"kind":"passive-tcp","flow":{"packets":1,"lost":2},"at":{{now}}}""",
        ]));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("atlantis", [Sample(0, 1000, now)]));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Liar, [Sample(0, 1000, now)], sentAt: now - 3_600_000));
        var refused = await Refused();
        Assert.Equal(
            [("bad-time", 2), ("bad-rtt", 3), ("bad-kind", 2), ("bad-network", 1), ("special-network", 2), ("unknown-site", 2), ("bad-flow", 1), ("clock", 1)],
            ((string[])["bad-time", "bad-rtt", "bad-kind", "bad-network", "special-network", "unknown-site", "bad-flow", "clock"]).Select(reason => (reason, refused.GetValueOrDefault(reason))));

        // A thousand times what the networks are worth, in reports of 5,000.
        var flood = new List<HttpStatusCode>();
        for (var report = 0; report < 12; report++)
        {
            flood.Add(await Post(Liar, Enumerable.Range(0, 5000).Select(number => Sample(number % Networks, HonestUs(Liar, number % Networks), now))));
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, flood);
        Assert.True((await Refused()).GetValueOrDefault("quota") >= 5000 * 8);
        Assert.Equal(before, await AskAll());
        TestContext.Current.SendDiagnosticMessage($"of 60,000 samples in a flood {flood.Count(code => code == HttpStatusCode.OK) * 5000} were taken, within the quota of a minute");
    }

    [Fact]
    public async Task A_site_that_says_it_is_a_millisecond_from_everybody_is_named_and_gets_nobody()
    {
        Require.Tool("dig", "bind9-dnsutils");
        await StartAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var site in new[] { "fra", "nyc", "tyo" })
        {
            Assert.Equal(HttpStatusCode.OK, await Post(site, Enumerable.Range(0, Networks).Select(number => Sample(number, HonestUs(site, number), now))));
        }

        List<IPAddress> honest = [.. Enumerable.Range(0, Networks).Select(Nearest)];
        await Until.Holds(async () => (await AskAll()).SequenceEqual(honest), Deadlines.Step, () => $"everybody is sent to the nearest site; the node said:\n{node!.Log}");
        Assert.Equal(HttpStatusCode.OK, await Post(Liar, Enumerable.Range(0, Networks).Select(number => Sample(number, 1000, now))));
        await Until.Holds(
            async () =>
            {
                // Not one answer on the way there: its first map already lacks it.
                Assert.Equal(honest, await AskAll());
                return (await Status()).GetProperty("troubles").EnumerateArray().Any(trouble => trouble.GetString()!.Contains($"'{Liar}'", StringComparison.Ordinal));
            },
            Deadlines.Step, () => $"status names the site; the node said:\n{node!.Log}");
        Assert.Equal(honest, await AskAll());
    }

    public async ValueTask DisposeAsync()
    {
        api?.Dispose();
        if (node is not null)
        {
            await node.DisposeAsync();
        }

        TemporaryFolder.Remove(folder.FullName);
    }

    // Two regions, of which each network is in one; the third site and the fourth are far from both.
    private static int HonestUs(string site, int number) => (site, number % 2) switch
    {
        ("fra", 0) or ("nyc", 1) => 12_000 + (number * 100),
        ("fra", _) or ("nyc", _) => 92_000 + (number * 100),
        ("tyo", _) => 230_000 + (number * 100),
        _ => 160_000 + (number * 100),
    };

    private static IPAddress Nearest(int number) => IPAddress.Parse(number % 2 == 0 ? "8.9.0.1" : "8.9.0.2");

    private static string Sample(int number, long rttUs, long at, string kind = "icmp") =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"network":"8.1.{{number}}.0/24","rtt_us":{{rttUs}},"kind":"{{kind}}","at":{{at}}}""");

    private async Task StartAsync()
    {
        var settings = Path.Combine(folder.FullName, "proxima.conf");
        var state = Path.Combine(folder.FullName, "state");
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [Node]
            State = {state}
            [DNS]
            Listen = 127.0.0.1:{port}
            Workers = 1
            [API]
            Listen = 127.0.0.1:0
            [Steering]
            File = steering.yaml
            [Measure]
            SamplesPerSecond = {PerSecond}
            [Publish]
            Interval = 1s

            """));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "example.org.zone"), "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 8.9.0.53\n");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "steering.yaml"), """
            zones: [{ name: example.org, file: example.org.zone }]
            sites: { fra: {}, nyc: {}, sin: {}, tyo: {} }
            pools: { web: { endpoints: [{ site: fra, address: 8.9.0.1 }, { site: nyc, address: 8.9.0.2 }, { site: sin, address: 8.9.0.3 }, { site: tyo, address: 8.9.0.4 }] } }
            policies: { near: { chain: [healthy, nearest, take: 1] } }
            names: [{ name: www.example.org, pool: web, policy: near }]

            """);
        node = new BackgroundProcess(Repository.Program("proximad"), "--config", settings);
        var file = Path.Combine(state, "api.url");
        await Until.Holds(() => node.HasExited || File.Exists(file), Deadlines.Step, () => node.Log);
        Assert.False(node.HasExited, node.Log);
        api = new HttpClient { BaseAddress = new Uri((await File.ReadAllTextAsync(file)).Trim()) };
    }

    private async Task<HttpStatusCode> Post(string site, IEnumerable<string> samples, long? sentAt = null)
    {
        var now = sentAt ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var content = new StringContent($$"""{"batch":"{{++sent:x32}}","site":"{{site}}","sent_at":{{now}},"samples":[{{string.Join(',', samples)}}]}""", Encoding.UTF8, "application/json");
        using var response = await api!.PostAsync("/api/v1/samples", content);
        return response.StatusCode;
    }

    private async Task<IReadOnlyList<IPAddress>> AskAll()
    {
        var questions = Path.Combine(folder.FullName, "questions");
        await File.WriteAllLinesAsync(questions, Enumerable.Range(0, Networks).Select(number =>
            string.Create(CultureInfo.InvariantCulture, $"@127.0.0.1 -p {port} www.example.org A +subnet=8.1.{number}.0/24 +tries=1 +time=2 +nocookie")));
        return Dig.Parse((await Finished.Run("dig", "-f", questions)).Output).Addresses;
    }

    private async Task<Dictionary<string, int>> Refused() =>
        (await Status()).GetProperty("samples").GetProperty("refused").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt32());

    private async Task<JsonElement> Status()
    {
        var finished = await Finished.Run(Repository.Program("proxima"), "status", "--json", "--state", Path.Combine(folder.FullName, "state"));
        using var document = JsonDocument.Parse(finished.Output);
        return document.RootElement.Clone();
    }
}
