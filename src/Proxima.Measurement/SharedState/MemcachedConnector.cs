using System.Net.Sockets;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.SharedState;

/// <summary>
/// Keeps one connection to memcached: looks its name up, connects, and hands it over once memcached has answered on it (mn, the meta
/// protocol's no-op), all on a thread of its own. Used under the lock of <see cref="Memcached"/>.
/// </summary>
internal sealed class MemcachedConnector(SharedStateServer server, TimeProvider time, Action<string> say) : IDisposable
{
    /// <summary>How long a new connection may take to be made and answered on.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits between attempts double up to this.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    private readonly AutoResetEvent wanted = new(false);
    private readonly CancellationTokenSource stop = new();
    private Thread? thread;
    private Socket? connection;
    private TimeSpan wait = FirstWait;
    private string? trouble;

    private string Place => $"memcached at {server.Host}:{server.Port}";

    /// <summary>Null while there is none. Its sends and receives do not block. The first call has one made, not the start of the process, which PowerDNS waits for.</summary>
    public Socket? Connection
    {
        get
        {
            if (thread is null)
            {
                wanted.Set();
                thread = new Thread(Run) { IsBackground = true, Name = "memcached" };
                thread.Start();
            }

            return Volatile.Read(ref connection);
        }
    }

    /// <summary>A request was answered: the connection is good.</summary>
    public void Served()
    {
        wait = FirstWait;
        if (Volatile.Read(ref trouble) is not null)
        {
            Volatile.Write(ref trouble, null);
            say($"{Place} answers again");
        }
    }

    public void GiveUp(string problem)
    {
        Interlocked.Exchange(ref connection, null)?.Dispose();
        Say(problem);
        wanted.Set();
    }

    public void Dispose()
    {
        stop.Cancel();
        wanted.Set();
        thread?.Join();
        connection?.Dispose();
        wanted.Dispose();
        stop.Dispose();
    }

    private void Run()
    {
        while (wanted.WaitOne() && !stop.IsCancellationRequested)
        {
            while (!TryConnect() && !stop.IsCancellationRequested)
            {
            }
        }
    }

    private bool TryConnect()
    {
        // Also before the first: one that answers once and then no more must not be asked all the time.
        if (trouble is not null)
        {
            stop.Token.WaitHandle.WaitOne(wait);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop.Token);
            Greet(socket, either.Token).GetAwaiter().GetResult();
            socket.Blocking = false;
            Volatile.Write(ref connection, socket);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException)
        {
            socket.Dispose();
            Say(e is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} s" : e.Message);
            return false;
        }
    }

    private async Task Greet(Socket socket, CancellationToken cancel)
    {
        await socket.ConnectAsync(server.Host, server.Port, cancel);
        await socket.SendAsync("mn\r\n"u8.ToArray(), cancel);
        var reply = new byte[64];
        var read = await socket.ReceiveAsync(reply, cancel);
        if (!reply.AsSpan(0, read).SequenceEqual("MN\r\n"u8))
        {
            throw new IOException("what answers there does not speak memcached's meta protocol (1.6 or newer)");
        }
    }

    private void Say(string problem)
    {
        if (Interlocked.Exchange(ref trouble, problem) is null)
        {
            say($"{Place}: {problem}; until it answers every name server decides alone");
        }
    }
}
