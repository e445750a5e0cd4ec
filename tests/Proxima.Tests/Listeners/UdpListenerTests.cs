using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Listeners;

public sealed class UdpListenerTests
{
    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:0")]
    public void A_query_is_answered(string address)
    {
        Assert.SkipUnless(address[0] != '[' || Socket.OSSupportsIPv6, "no IPv6 here");
        using var server = ServerUnderTest.Started(address);
        using var client = ConnectTo(server.EndPoint);
        client.Send(RawQuery.Build(0x1234));

        var answer = Receive(client);

        Assert.Equal(0x1234, RawQuery.IdOf(answer));
        Assert.True(RawQuery.IsResponse(answer));
        Assert.Equal(RawQuery.ServFail, RawQuery.RcodeOf(answer));
    }

    [Theory]
    [InlineData("0.0.0.0:0", "127.0.0.2")]
    [InlineData("0.0.0.0:0", "127.9.9.9")]
    [InlineData("[::]:0", "::1")]
    public void The_answer_leaves_from_the_address_that_was_asked(string listen, string asked)
    {
        using var server = ServerUnderTest.Started(listen);
        var target = new IPEndPoint(IPAddress.Parse(asked), server.Port);
        using var client = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5_000 };
        client.SendTo(RawQuery.Build(7), target);

        EndPoint from = new IPEndPoint(target.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        client.ReceiveFrom(new byte[512], ref from);

        Assert.Equal(target, from);
    }

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("0.0.0.0:0", "127.0.0.2")]
    [InlineData("[::]:0", "::1")]
    public void A_forwarder_that_asks_much_from_one_port_gets_each_answer_by_itself(string listen, string asked)
    {
        using var server = new ServerUnderTest(listen);
        var target = new IPEndPoint(IPAddress.Parse(asked), server.Port);
        using var forwarder = ConnectTo(target);
        using var other = ConnectTo(target);

        // Answers of changing length, so that some can go with their neighbours and some cannot; another client's in between.
        var names = Enumerable.Range(0, 200).Select(i => $"{new string('x', 1 + (i / 7 % 40))}.example.org").ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            forwarder.Send(RawQuery.Build(i, names[i]));
            if (i % 50 == 25)
            {
                other.Send(RawQuery.Build(1000 + i, names[i]));
            }
        }

        server.Start();

        foreach (var (id, name) in names.Index())
        {
            var answer = Receive(forwarder);
            Assert.Equal(id, RawQuery.IdOf(answer));
            Assert.Equal(RawQuery.Build(id, name)[12..], answer[12..]);
        }

        Assert.Equal([1025, 1075, 1125, 1175], Enumerable.Range(0, 4).Select(_ => RawQuery.IdOf(Receive(other))));
        Assert.Equal(0, server.Total(Counter.SendFailed));
    }

    [Fact]
    public void A_burst_of_2000_queries_waits_in_the_socket_and_is_answered_whole()
    {
        Assert.SkipUnless(MayTakeLargeBuffers(), "needs CAP_NET_ADMIN or a net.core.rmem_max of 4 MiB");
        const int clients = 16;
        const int each = 2000 / clients;
        using var server = new ServerUnderTest();
        var sockets = Enumerable.Range(0, clients).Select(_ => ConnectTo(server.EndPoint)).ToArray();
        for (var i = 0; i < each * clients; i++)
        {
            sockets[i % clients].Send(RawQuery.Build(i));
        }

        // Only now does anybody read: until here the whole burst stood in one socket's buffer.
        server.Start();
        var answered = sockets.SelectMany(socket => Enumerable.Range(0, each).Select(_ => RawQuery.IdOf(Receive(socket)))).Order();

        Assert.Equal(Enumerable.Range(0, each * clients), answered);
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    [Fact]
    public void What_was_asked_before_the_stop_is_answered_and_then_nobody_listens()
    {
        var server = new ServerUnderTest();
        using var client = ConnectTo(server.EndPoint);
        for (var i = 0; i < 100; i++)
        {
            client.Send(RawQuery.Build(i));
        }

        server.Start();
        server.Dispose();

        Assert.Equal(Enumerable.Range(0, 100), Enumerable.Range(0, 100).Select(_ => RawQuery.IdOf(Receive(client))));
        client.Send(RawQuery.Build(1));
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => Receive(client)).SocketErrorCode);
    }

    [Fact]
    public void A_datagram_longer_than_any_query_is_dropped_and_counted_and_the_next_is_answered()
    {
        using var server = ServerUnderTest.Started();
        using var client = ConnectTo(server.EndPoint);
        client.Send([.. RawQuery.Build(1), .. new byte[5000]]);
        client.Send(Array.Empty<byte>());
        client.Send(RawQuery.Build(2));

        Assert.Equal(2, RawQuery.IdOf(Receive(client)));
        Assert.Equal(1, server.Total(Counter.TooLong));
    }

    [Fact]
    public void Answering_allocates_nothing_once_warm()
    {
        using var server = ServerUnderTest.Started();
        using var client = ConnectTo(server.EndPoint);
        AskInWindows(client, windows: 100);
        var before = server.Total(Counter.AllocatedOctets);
        AskInWindows(client, windows: 200);

        Assert.True(before > 0 || server.Total(Counter.AllocatedOctets) == 0);
        Assert.Equal(0, server.Total(Counter.AllocatedOctets) - before);
    }

    private static void AskInWindows(Socket client, int windows)
    {
        const int window = 50;
        var query = RawQuery.Build(5);
        var buffer = new byte[512];
        for (var i = 0; i < windows; i++)
        {
            for (var k = 0; k < window; k++)
            {
                client.Send(query);
            }

            for (var k = 0; k < window; k++)
            {
                client.Receive(buffer);
            }
        }
    }

    private static Socket ConnectTo(IPEndPoint server)
    {
        var client = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5_000 };
        client.Connect(server);
        return client;
    }

    private static byte[] Receive(Socket client)
    {
        var buffer = new byte[65535];
        return buffer[..client.Receive(buffer)];
    }

    private static bool MayTakeLargeBuffers()
    {
        const int levelSocket = 1;
        const int receiveBufferForce = 33;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.SetRawSocketOption(levelSocket, receiveBufferForce, BitConverter.GetBytes(4 << 20));
            return true;
        }
        catch (SocketException)
        {
            return long.Parse(File.ReadAllText("/proc/sys/net/core/rmem_max")) >= 4 << 20;
        }
    }
}
