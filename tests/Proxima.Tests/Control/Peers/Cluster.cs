using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Proxima.Control.Storage;
using Proxima.Settings.Node;
using Proxima.Settings.Values;

namespace Proxima.Tests.Control.Peers;

/// <summary>Nodes of one cluster on this machine: real HTTPS between them, each with its own port, folder and database; one clock for all unless a test gives another.</summary>
internal sealed class Cluster(DateTimeOffset? start = null) : IAsyncDisposable
{
    public const string Key = "a-key-that-only-this-test-knows-0123456789";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, NodeUnderTest> nodes = [];
    private readonly Dictionary<string, (CancellationTokenSource Stop, Task Loop)> sending = [];

    public ManualTime Time { get; } = new(start);

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public Dictionary<string, int> Ports { get; } = new() { ["a"] = FreePort.Next(), ["b"] = FreePort.Next(), ["c"] = FreePort.Next() };

    public NodeUnderTest this[string name] => nodes[name];

    /// <summary>A node whose list names every node, itself too.</summary>
    public Task<NodeUnderTest> StartAsync(string name) => StartAsync(name, [.. Ports.Keys.Order(StringComparer.Ordinal).Select(Address)]);

    public async Task<NodeUnderTest> StartAsync(string name, Uri[] hosts, string key = Key, ManualTime? time = null, IPAddress? listen = null)
    {
        var peers = new PeerSettings { Key = new Secret(key), Hosts = hosts, Listen = new IPEndPoint(listen ?? IPAddress.Loopback, Ports[name]) };
        var node = await NodeUnderTest.StartAsync(folder.In(name), time ?? Time, peers: peers);
        nodes[name] = node;
        var stop = new CancellationTokenSource();
        sending[name] = (stop, node.Node.Peers.SendAsync(stop.Token));
        return node;
    }

    public async Task StopAsync(string name)
    {
        var (stop, loop) = sending[name];
        await stop.CancelAsync();
        await loop;
        await nodes[name].DisposeAsync();
        stop.Dispose();
        nodes.Remove(name);
        sending.Remove(name);
    }

    public string State(string name) => folder.In(name);

    public Uri Address(string name) => new($"https://127.0.0.1:{Ports[name].ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>An agent's report to a node: one sample for each number, which is its round-trip time in microseconds.</summary>
    public string Report(int batch, IEnumerable<int> rttsUs, string site = "fra", string more = "") =>
        $$"""{"batch":"{{batch:x32}}","site":"{{site}}","sent_at":{{Now}},"samples":[{{string.Join(',', rttsUs.Select(Sample))}}]{{more}}}""";

    public string Sample(int rttUs) => $$"""{"network":"198.51.100.0/24","rtt_us":{{rttUs}},"kind":"icmp","at":{{Now}}}""";

    /// <summary>Lets the clock run until it holds; senders wait for it between two attempts.</summary>
    public async Task UntilAsync(Func<bool> holds, Func<string>? what = null)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(watch.Elapsed < Patience, $"not within {Patience.TotalSeconds} s: {what?.Invoke()}\n{string.Join('\n', nodes.Select(node => $"{node.Key}: {string.Join('\n', node.Value.Lines)}"))}");
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10);
        }
    }

    /// <summary>The node's stored round-trip times in the order in which they were stored.</summary>
    public IReadOnlyList<int> Stored(string name)
    {
        using var session = new SqlSession(new SqliteDialect(Path.Combine(State(name), "proxima.db")));
        return [.. SampleRows.WithSites(session).Select(stored => (int)stored.Sample.Rtt.Microseconds)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in nodes.Keys.ToList())
        {
            await StopAsync(name);
        }

        folder.Dispose();
    }
}
