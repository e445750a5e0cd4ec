using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Proxima.Tests.Control;

/// <summary>What only the real program shows: its death, its exit codes, its one line.</summary>
public sealed class NodeProcessTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_right_after_an_acknowledgement_it_has_every_acknowledged_sample()
    {
        NodeProcess.WriteFiles(folder);
        var acknowledged = 0;
        for (var life = 0; life < 2; life++)
        {
            using var node = new NodeProcess(folder);
            using var api = node.AwaitApi();
            for (var batch = 0; batch < 5; batch++)
            {
                acknowledged += await PostAsync(api, samples: 40);
            }

            node.KillAtOnce();
        }

        using var last = new NodeProcess(folder);
        using var client = last.AwaitApi();
        Assert.Equal(400, acknowledged);
        Assert.Equal(acknowledged, (await StatusAsync(client)).GetProperty("samples").GetProperty("stored").GetInt32());
    }

    [Fact]
    public async Task A_bad_steering_file_is_counted_and_the_last_good_one_stays_until_it_is_mended()
    {
        NodeProcess.WriteFiles(folder);
        using var node = new NodeProcess(folder);
        using var api = node.AwaitApi();
        var good = await File.ReadAllTextAsync(folder.In("steering.yaml"), Cancellation);

        await File.WriteAllTextAsync(folder.In("steering.yaml"), good.Replace("pool: web, policy: near", "pool: wob, policy: near", StringComparison.Ordinal), Cancellation);
        var bad = await StatusWhenAsync(api, status => status.GetProperty("steering_errors").GetArrayLength() > 0);
        Assert.Matches(@"steering\.yaml:5:\d+: .*'wob', expected 'web'$", bad.GetProperty("steering_errors")[0].GetString());
        Assert.Equal(1, bad.GetProperty("steering_refusals").GetInt32());
        Assert.Equal(2, bad.GetProperty("endpoints").GetArrayLength());

        await File.WriteAllTextAsync(folder.In("steering.yaml"), good, Cancellation);
        var mended = await StatusWhenAsync(api, status => status.GetProperty("steering_errors").GetArrayLength() == 0);
        Assert.Equal(1, mended.GetProperty("steering_refusals").GetInt32());
    }

    [Fact]
    public void Errors_of_the_steering_file_are_printed_with_their_places_and_the_exit_code_is_2()
    {
        NodeProcess.WriteFiles(folder);
        File.AppendAllText(folder.In("steering.yaml"), "\nnope: 1\n");
        using var node = new NodeProcess(folder);
        var (code, errors) = node.AwaitEnd();
        Assert.Equal(2, code);
        Assert.StartsWith($"{folder.In("steering.yaml")}:6:1: unknown key 'nope'", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.In("state")));
    }

    [Fact]
    public void A_site_to_measure_from_that_the_steering_file_lacks_is_an_error_where_it_stands()
    {
        NodeProcess.WriteFiles(folder);
        File.AppendAllText(folder.In("proxima.conf"), "[Measure]\nSite = atlantis\n");
        using var node = new NodeProcess(folder);
        var (code, errors) = node.AwaitEnd();
        Assert.Equal(2, code);
        Assert.Equal($"{folder.In("proxima.conf")}:11:8: unknown site 'atlantis', expected a site of {folder.In("steering.yaml")}: fra, nyc\n", errors);
    }

    [Fact]
    public void A_state_folder_that_cannot_be_made_is_one_line_with_its_path()
    {
        NodeProcess.WriteFiles(folder, state: folder.In("proxima.conf/state"));
        using var node = new NodeProcess(folder);
        var (code, errors) = node.AwaitEnd();
        Assert.Equal(1, code);
        Assert.Contains(folder.In("proxima.conf/state"), Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_DNS_port_is_one_line_with_the_address()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        NodeProcess.WriteFiles(folder, port: ((IPEndPoint)taken.LocalEndPoint!).Port);
        using var node = new NodeProcess(folder);
        Assert.Equal((1, $"proximad: cannot listen on {taken.LocalEndPoint} (TCP): the port is taken by another program\n"), node.AwaitEnd());
    }

    private static async Task<int> PostAsync(HttpClient api, int samples)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var items = Enumerable.Range(0, samples).Select(i => $$"""{"network":"198.51.{{i}}.0/24","rtt_us":9000,"kind":"icmp","at":{{now}}}""");
        var body = $$"""{"batch":"{{Guid.NewGuid():N}}","site":"fra","sent_at":{{now}},"samples":[{{string.Join(',', items)}}]}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.PostAsync("/api/v1/samples", content, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reply = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return reply.RootElement.GetProperty("accepted").GetInt32();
    }

    private static async Task<JsonElement> StatusAsync(HttpClient api)
    {
        using var status = JsonDocument.Parse(await api.GetStringAsync("/api/v1/status", Cancellation));
        return status.RootElement.Clone();
    }

    private static async Task<JsonElement> StatusWhenAsync(HttpClient api, Func<JsonElement, bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var status = await StatusAsync(api);
            if (condition(status))
            {
                return status;
            }

            bound.Token.ThrowIfCancellationRequested();
        }
    }
}
