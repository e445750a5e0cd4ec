using System.Net;
using System.Net.Sockets;
using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.World;

namespace Proxima.EndToEnd.Cluster;

/// <summary>What one question got: the response code and the addresses, or silence (no code).</summary>
internal sealed record Heard(string Client, string Node, string Name, Rcode? Code, string Addresses)
{
    public override string ToString() => Code is null ? "silence" : Code == Rcode.NoError ? Addresses : $"{Code}";
}

/// <summary>
/// A client that asks every name server for a steered and a static name all the while, from its own network, and notes every answer. Each
/// question has a socket of its own, as a resolver's has.
/// </summary>
internal sealed class ClientLoop : IAsyncDisposable
{
    public const string Steered = "www.example.org", Static = "static.example.org";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<Heard> heard = [];
    private readonly Task asking;

    public ClientLoop(string world, ClusterMap map) =>
        asking = Task.WhenAll(
            from client in map.Clients from node in map.Nodes from name in new[] { Steered, Static } select Task.Run(() => RunAsync(world, client, node, name)));

    /// <summary>Where the record stands now: what comes after belongs to the next case.</summary>
    public int Mark()
    {
        lock (gate)
        {
            return heard.Count;
        }
    }

    public IReadOnlyList<Heard> Since(int mark)
    {
        lock (gate)
        {
            return heard[mark..];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await asking;
        stop.Dispose();
    }

    private async Task RunAsync(string world, Place client, Place node, string name)
    {
        var question = new Question(DomainName.Parse(name), RecordType.A, RecordClass.IN);
        ushort id = 0;
        while (!stop.IsCancellationRequested)
        {
            var answer = await AskAsync(HostNamespace.NameOf(world, client.Name), client, node, Message.Query(++id, question));
            if (stop.IsCancellationRequested)
            {
                return;
            }

            lock (gate)
            {
                heard.Add(new Heard(
                    client.Name, node.Name, name, answer?.Rcode,
                    string.Join(' ', (answer?.Answers ?? []).Select(record => record.Data).OfType<ARecord>().Select(record => record.Address))));
            }

            await Task.Delay(Pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Message?> AskAsync(string space, Place client, Place node, Message query)
    {
        using var socket = NamespaceThread.Run(space, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        deadline.CancelAfter(Patience);
        var buffer = new byte[4096];
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(client.IPv4), 0));
            socket.Connect(new IPEndPoint(IPAddress.Parse(node.IPv4), 53));
            await socket.SendAsync(query.Write(), SocketFlags.None, deadline.Token);
            while (true)
            {
                var length = await socket.ReceiveAsync(buffer, SocketFlags.None, deadline.Token);
                if (Message.TryRead(buffer.AsSpan(0, length), out var reply, out _) && reply.Id == query.Id)
                {
                    return reply;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException)
        {
            return null; // port unreachable: nobody answers there
        }
    }
}
