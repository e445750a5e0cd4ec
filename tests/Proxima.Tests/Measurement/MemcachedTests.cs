using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Proxima.Engine.Steering;
using Proxima.Measurement.SharedState;

namespace Proxima.Tests.Measurement;

/// <summary>Against a listener that says what no memcached says; the real one is asked in the end-to-end tests.</summary>
public sealed class MemcachedTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentQueue<string> said = new();

    public MemcachedTests()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
    }

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("HD\r\nHD\r\n")]
    [InlineData("VA 3\r\nabcdef\r\n")]
    [InlineData("VA 999999999\r\n")]
    [InlineData("VA -1\r\n\r\n")]
    [InlineData("ERROR\r\n")]
    [InlineData("")]
    public async Task A_reply_that_cannot_be_understood_in_time_is_none_and_ends_the_connection(string reply)
    {
        // With a clock that stands, the greeting is never given up; a reply is waited for by the kernel's clock.
        using var memcached = Create(new ManualTime());
        using var first = await Connected(memcached);
        var asked = Task.Run(() =>
        {
            // Until the connection is handed over there is none to ask on.
            while (said.IsEmpty)
            {
                Assert.Equal(SharedOutcome.Unavailable, memcached.Get(7, new byte[64], out _));
            }
        });
        Assert.StartsWith("mg proxima:00000000000000000000000000000007 v\r\n", await Receive(first), StringComparison.Ordinal);
        if (reply.Length > 0)
        {
            await first.SendAsync(Encoding.ASCII.GetBytes(reply));
        }

        await asked.WaitAsync(Patience);
        Assert.True(await HasEnded(first));
        Assert.Contains("every name server decides alone", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_that_listens_there_is_never_asked()
    {
        // With a clock that stands, patience never ends before the answer is read.
        using var memcached = Create(new ManualTime());
        Assert.Equal(SharedOutcome.Unavailable, memcached.Get(7, new byte[64], out _));
        using var connection = await listener.AcceptAsync().WaitAsync(Patience);
        await Receive(connection);
        await connection.SendAsync("HTTP/1.1 400 Bad Request\r\n"u8.ToArray());
        Assert.True(SpinWait.SpinUntil(() => !said.IsEmpty, Patience));
        Assert.Contains("does not speak memcached's meta protocol", said.First(), StringComparison.Ordinal);
        Assert.Equal(SharedOutcome.Unavailable, memcached.Get(7, new byte[64], out _));
    }

    private Memcached Create(TimeProvider time) =>
        new(new SharedStateServer("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port, TimeSpan.FromMinutes(1)), time, said.Enqueue);

    /// <summary>Closed with a reply unread, or one that came after, a connection ends by a reset.</summary>
    private static async Task<bool> HasEnded(Socket connection)
    {
        try
        {
            return await connection.ReceiveAsync(new byte[64]).WaitAsync(Patience) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>The first question finds no connection and has one made.</summary>
    private async Task<Socket> Connected(Memcached memcached)
    {
        Assert.Equal(SharedOutcome.Unavailable, memcached.Get(7, new byte[64], out _));
        var connection = await listener.AcceptAsync().WaitAsync(Patience);
        Assert.Equal("mn\r\n", await Receive(connection));
        await connection.SendAsync("MN\r\n"u8.ToArray());
        return connection;
    }

    private static async Task<string> Receive(Socket connection)
    {
        var octets = new byte[256];
        return Encoding.ASCII.GetString(octets, 0, await connection.ReceiveAsync(octets).WaitAsync(Patience));
    }
}
