using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Proxima.Dns.Messages;
using Proxima.Dns.Records;
using Proxima.Engine.Latency;

namespace Proxima.Load;

/// <summary>Asks one server for one name every 50 ms and remembers when an answer last named each site; site N has the address that ends in N.</summary>
internal sealed class SiteWatch : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<int, long> named = [];
    private readonly byte[] query;
    private readonly Action<IReadOnlySet<int>, long>? hear;
    private readonly Task loops;
    private long answeredAt;

    /// <param name="target"><c>label=ADDRESS:PORT/NAME</c></param>
    /// <param name="hear">Gets the sites of each answer and when it came, one answer at a time.</param>
    public SiteWatch(string target, Action<IReadOnlySet<int>, long>? hear = null)
    {
        this.hear = hear;
        var (equals, slash) = (target.IndexOf('=', StringComparison.Ordinal), target.IndexOf('/', StringComparison.Ordinal));
        if (equals <= 0 || slash < equals || !IPEndPoint.TryParse(target[(equals + 1)..slash], out var server))
        {
            throw new FormatException($"'{target}' is no LABEL=ADDRESS:PORT/NAME");
        }

        Label = target[..equals];
        var template = new QueryTemplate(target[(slash + 1)..], default(Prefix));
        query = new byte[template.Length];
        template.CopyTo(query);
        socket.Connect(server);
        loops = Task.WhenAll(AskAsync(), HearAsync());
    }

    public string Label { get; }

    /// <summary>When the latest answer came, in timestamps; 0: none.</summary>
    public long AnsweredAt => Interlocked.Read(ref answeredAt);

    /// <summary>When an answer last named the site; 0: none did.</summary>
    public long NamedAt(int site) => named.GetValueOrDefault(site);

    public bool NamesAll(int sites) => NamesAll(Enumerable.Range(1, sites));

    /// <summary>The latest answer named all of these.</summary>
    public bool NamesAll(IEnumerable<int> sites) => AnsweredAt is > 0 and var at && sites.All(site => NamedAt(site) == at);

    public void Dispose()
    {
        stop.Cancel();
        loops.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        socket.Dispose();
        stop.Dispose();
    }

    private async Task AskAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stop.Token))
        {
            // Refused while nobody listens.
            _ = socket.Send(query, SocketFlags.None, out _);
        }
    }

    private async Task HearAsync()
    {
        var response = new byte[4096];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var length = await socket.ReceiveAsync(response, SocketFlags.None, stop.Token);
                Take(response.AsSpan(0, length), Stopwatch.GetTimestamp());
            }
            catch (SocketException)
            {
                // The port unreachable of a query before: nothing listens at the moment.
            }
        }
    }

    private void Take(ReadOnlySpan<byte> response, long now)
    {
        if (!Message.TryRead(response, out var message, out _))
        {
            return;
        }

        var sites = message.Answers.Where(record => record.Type == RecordType.A)
            .Select(record => int.Parse(record.Data.ToString()!.Split('.')[3], System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var site in sites)
        {
            named[site] = now;
        }

        Interlocked.Exchange(ref answeredAt, now);
        hear?.Invoke(sites, now);
    }
}
