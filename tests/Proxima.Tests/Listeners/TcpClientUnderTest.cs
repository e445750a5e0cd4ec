using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Proxima.Tests.Listeners;

/// <summary>A DNS client over TCP that sees every octet: what it sends and how it is cut is the test's to say.</summary>
internal sealed class TcpClientUnderTest : IDisposable
{
    private TcpClientUnderTest(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public static TcpClientUnderTest ConnectTo(IPEndPoint server, string? from = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000, SendTimeout = 5_000 };
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }

        socket.Connect(server);
        return new TcpClientUnderTest(socket);
    }

    public int Ask(int id)
    {
        Socket.Send(RawQuery.Framed(id));
        return RawQuery.IdOf(ReceiveMessage());
    }

    public byte[] ReceiveMessage()
    {
        Span<byte> length = stackalloc byte[2];
        ReceiveExactly(length);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        ReceiveExactly(message);
        return message;
    }

    /// <summary>Waits for the server to end the connection; false: it sent something instead.</summary>
    public bool IsEnded()
    {
        try
        {
            return Socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>The id of the next answer; below 0: the server ended the connection in order before it.</summary>
    public int NextIdOrEnd()
    {
        Span<byte> length = stackalloc byte[2];
        if (!TryReceive(length))
        {
            return -1;
        }

        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        return TryReceive(message) ? RawQuery.IdOf(message) : -1;
    }

    /// <summary>Sends up to <paramref name="queries"/> with long names, numbered from 0, fetches no answer, and returns the octets that the server did not take.</summary>
    public byte[] SendUntilNoMoreIsTaken(int queries)
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 60), 4));
        var stream = Enumerable.Range(0, queries).SelectMany(id => RawQuery.Framed(id, name)).ToArray();
        var sent = 0;
        Socket.Blocking = false;
        while (sent < stream.Length && Socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite))
        {
            sent += Socket.Send(stream.AsSpan(sent, Math.Min(65536, stream.Length - sent)), SocketFlags.None, out _);
        }

        Socket.Blocking = true;
        return stream[sent..];
    }

    /// <summary>Sends what is left while every answer is fetched, in order.</summary>
    public async Task AssertAllAnswered(int queries, byte[] unsent)
    {
        var rest = Task.Run(() => Socket.Send(unsent));
        for (var id = 0; id < queries; id++)
        {
            Assert.Equal((ushort)id, RawQuery.IdOf(ReceiveMessage()));
        }

        Assert.Equal(unsent.Length, await rest);
    }

    public void Dispose() => Socket.Dispose();

    private void ReceiveExactly(Span<byte> octets) => Assert.True(TryReceive(octets), "the server ended the connection");

    private bool TryReceive(Span<byte> octets)
    {
        while (octets.Length > 0)
        {
            var count = Socket.Receive(octets);
            if (count == 0)
            {
                return false;
            }

            octets = octets[count..];
        }

        return true;
    }
}
