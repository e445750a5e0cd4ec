using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Proxima.EndToEnd;

/// <summary>A node on this machine's loopback whose state folder lies on a disk of the test's.</summary>
internal sealed class FullDiskNode : IAsyncDisposable
{
    public const int SamplesAtOnce = 1000;

    private readonly string _files = Directory.CreateTempSubdirectory("proxima-e2e-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly BackgroundProcess _process;
    private int _sent;

    public FullDiskNode(string state)
    {
        State = state;
        var settings = Path.Combine(_files, "proxima.conf");
        File.WriteAllText(settings, $"[Node]\nState = {state}\n[DNS]\nListen = 127.0.0.1:{_port}\nWorkers = 1\n[API]\nListen = 127.0.0.1:0\n[Steering]\nFile = steering.yaml\n[Publish]\nInterval = 1s\n");
        File.WriteAllText(Path.Combine(_files, "example.org.zone"), "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n");
        File.WriteAllText(
            Path.Combine(_files, "steering.yaml"),
            """
            zones: [{ name: example.org, file: example.org.zone }]
            sites: { fra: {}, nyc: {} }
            pools: { web: { endpoints: [{ site: fra, address: 192.0.2.1 }, { site: nyc, address: 192.0.2.2 }] } }
            policies: { near: { chain: [healthy, nearest, take: 1] } }
            names: [{ name: www.example.org, pool: web, policy: near }]
            """);
        _process = new BackgroundProcess(Repository.Program("proximad"), "--config", settings);
    }

    public string State { get; }

    public BackgroundProcess Process => _process;

    public async Task<HttpClient> Api()
    {
        var file = Path.Combine(State, "api.url");
        await Until.Holds(() => _process.HasExited || File.Exists(file), Deadlines.Step, () => _process.Log);
        Assert.False(_process.HasExited, _process.Log);
        return new HttpClient { BaseAddress = new Uri((await File.ReadAllTextAsync(file)).Trim()) };
    }

    /// <summary>Reports <see cref="SamplesAtOnce"/> samples, each of another network.</summary>
    public async Task<HttpStatusCode> Post(HttpClient api)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var samples = Enumerable.Range(0, SamplesAtOnce).Select(i => $$"""{"network":"10.{{i / 200}}.{{i % 200}}.0/24","rtt_us":9000,"kind":"icmp","at":{{now}}}""");
        var body = $$"""{"batch":"{{++_sent:x32}}","site":"fra","sent_at":{{now}},"samples":[{{string.Join(',', samples)}}]}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.PostAsync("/api/v1/samples", content);
        return response.StatusCode;
    }

    /// <summary>Asks for the steered name once for each of many client networks, and returns how many got an address.</summary>
    public async Task<int> CountAnswers(int clients)
    {
        var batch = Path.Combine(_files, "questions");
        await File.WriteAllLinesAsync(batch, Enumerable.Range(0, clients).Select(i =>
            $"@127.0.0.1 -p {_port.ToString(CultureInfo.InvariantCulture)} www.example.org A +subnet=10.{i / 200}.{i % 200}.0/24 +tries=1 +time=1 +nocookie"));
        return Dig.Parse((await Finished.Run("dig", "-f", batch)).Output).Addresses.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        TemporaryFolder.Remove(_files);
    }
}
