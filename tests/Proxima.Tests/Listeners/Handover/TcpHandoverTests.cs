using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Listeners;
using Proxima.Engine.Listeners.Handover;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Listeners.Handover;

/// <summary>One server leaves while another listens at the same address. They are of one process here; between two it is in <see cref="TcpUpgradeTests"/>.</summary>
public sealed class TcpHandoverTests
{
    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("0.0.0.0:0", "127.0.0.1")]
    [InlineData("[::]:0", "::1")]
    public void A_connection_goes_on_at_the_successor_and_its_successor(string listen, string asked)
    {
        var server = ServerUnderTest.Started(listen);
        var at = server.EndPoint;
        using var client = TcpClientUnderTest.ConnectTo(new IPEndPoint(IPAddress.Parse(asked), at.Port));
        Assert.Equal(0, client.Ask(0));
        for (var upgrade = 1; upgrade <= 3; upgrade++)
        {
            var successor = ServerUnderTest.Started(at.ToString());
            server.Dispose();
            server = successor;
            Assert.Equal(upgrade, client.Ask(upgrade));
            Assert.Equal(upgrade + 100, client.Ask(upgrade + 100));
            Assert.Equal(0, server.Total(Counter.TcpConnections));
        }

        server.Dispose();
        Assert.True(client.IsEnded());
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(1, 0, 2)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public void Of_several_that_answer_at_one_address_any_may_leave_in_any_order(int first, int second, int last)
    {
        var servers = new List<ServerUnderTest> { ServerUnderTest.Started() };
        var at = servers[0].EndPoint;
        servers.Add(ServerUnderTest.Started(at.ToString()));
        servers.Add(ServerUnderTest.Started(at.ToString()));
        var clients = Enumerable.Range(0, 12).Select(_ => TcpClientUnderTest.ConnectTo(at)).ToList();
        Assert.All(clients, client => client.Ask(1));
        foreach (var leaving in (int[])[first, second])
        {
            servers[leaving].Dispose();
            Assert.All(clients, client => Assert.Equal(2, client.Ask(2)));
            using var newcomer = TcpClientUnderTest.ConnectTo(at);
            Assert.Equal(3, newcomer.Ask(3));
        }

        servers[last].Dispose();
        Assert.All(clients, client => Assert.True(client.IsEnded()));
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void Half_a_query_is_made_whole_and_answered_by_the_successor()
    {
        var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        var query = RawQuery.Framed(7);
        client.Socket.Send([.. RawQuery.Framed(6), .. query.AsSpan(0, 9)]);
        Assert.Equal(6, RawQuery.IdOf(client.ReceiveMessage()));
        using var successor = ServerUnderTest.Started(server.EndPoint.ToString());
        server.Dispose();

        client.Socket.Send(query.AsSpan(9));
        Assert.Equal(7, RawQuery.IdOf(client.ReceiveMessage()));
    }

    [Fact]
    public async Task Answers_that_a_client_has_not_fetched_are_handed_on_with_it()
    {
        const int queries = 100_000;
        var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        var unsent = client.SendUntilNoMoreIsTaken(queries);
        Assert.True(unsent.Length > 0, "the server took everything: nothing was unfinished");
        using var successor = ServerUnderTest.Started(server.EndPoint.ToString());
        server.Dispose();
        await client.AssertAllAnswered(queries, unsent);
    }

    [Fact]
    public void More_connections_than_one_message_holds_are_handed_on_silent_ones_too()
    {
        const int count = 300;
        var limits = new TcpLimits(Connections: 1000, ConnectionsPerClient: 1000);
        var server = ServerUnderTest.Started(limits: limits);
        var clients = Enumerable.Range(0, count).Select(_ => TcpClientUnderTest.ConnectTo(server.EndPoint)).ToList();
        server.Await(Counter.TcpConnections, count);
        using var successor = ServerUnderTest.Started(server.EndPoint.ToString(), limits);
        server.Dispose();

        Assert.All(clients.Index(), client => Assert.Equal(client.Index, client.Item.Ask(client.Index)));
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void Connections_beyond_the_limits_of_the_successor_are_refused_and_counted()
    {
        var server = ServerUnderTest.Started();
        using var first = TcpClientUnderTest.ConnectTo(server.EndPoint);
        using var second = TcpClientUnderTest.ConnectTo(server.EndPoint);
        first.Ask(1);
        second.Ask(2);
        using var successor = ServerUnderTest.Started(server.EndPoint.ToString(), new TcpLimits(ConnectionsPerClient: 1));
        server.Dispose();

        successor.Await(Counter.TcpRefused, 1);
        Assert.Equal(1, new[] { first, second }.Count(client => IsAnswered(client, RawQuery.Framed(3), 3)));
    }

    [Fact]
    public void A_connection_that_nobody_has_accepted_yet_waits_for_the_successor()
    {
        var server = new ServerUnderTest();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Socket.Send(RawQuery.Framed(5));
        server.Start();
        using var successor = new ServerUnderTest(server.EndPoint.ToString());
        server.Dispose();
        successor.Start();

        Assert.Equal(5, RawQuery.IdOf(client.ReceiveMessage()));
    }

    [Fact]
    public void With_no_successor_what_has_come_is_answered_before_the_end_also_in_the_queue()
    {
        var server = ServerUnderTest.Started();
        using var kept = TcpClientUnderTest.ConnectTo(server.EndPoint);
        kept.Ask(1);
        using var queued = TcpClientUnderTest.ConnectTo(server.EndPoint);
        kept.Socket.Send([.. RawQuery.Framed(2), .. RawQuery.Framed(3)]);
        queued.Socket.Send(RawQuery.Framed(4));
        server.Dispose();

        Assert.Equal(2, RawQuery.IdOf(kept.ReceiveMessage()));
        Assert.Equal(3, RawQuery.IdOf(kept.ReceiveMessage()));
        Assert.Equal(4, RawQuery.IdOf(queued.ReceiveMessage()));
        Assert.True(kept.IsEnded() && queued.IsEnded());
        Assert.Throws<SocketException>(() => TcpClientUnderTest.ConnectTo(server.EndPoint));
    }

    [Fact]
    public void A_process_that_listens_and_does_not_reply_keeps_nobody_from_starting()
    {
        using var silent = new ServerUnderTest();
        using var server = ServerUnderTest.Started(silent.EndPoint.ToString());

        // The kernel shares out the connections of both; some must come to the one that runs.
        var clients = Enumerable.Range(0, 64).Select(_ => TcpClientUnderTest.ConnectTo(server.EndPoint)).ToList();
        server.Await(Counter.TcpConnections, 1);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void A_successor_that_takes_nothing_holds_nobody_up_and_no_client_is_left_without_an_answer_or_an_end()
    {
        // One message each; a socket's queue has 10 of them by default (net.unix.max_dgram_qlen).
        const int count = 40;
        var server = ServerUnderTest.Started(limits: new TcpLimits(Connections: count));
        var clients = Enumerable.Range(0, count).Select(_ => TcpClientUnderTest.ConnectTo(server.EndPoint)).ToList();
        var query = RawQuery.Framed(7);
        foreach (var client in clients)
        {
            client.Socket.Send([.. RawQuery.Framed(6), .. query.AsSpan(0, 9)]);
            Assert.Equal(6, RawQuery.IdOf(client.ReceiveMessage()));
        }

        using var successor = new ServerUnderTest(server.EndPoint.ToString(), new TcpLimits(Connections: count));
        server.Dispose();
        successor.Start();

        // Each is asked; who is not answered has seen the end.
        Assert.NotEmpty(clients.Where(client => IsAnswered(client, query.AsSpan(9), 7)).ToList());
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void What_is_not_understood_at_a_door_is_passed_over()
    {
        using var server = ServerUnderTest.Started();
        using var post = DescriptorPost.TryReach($"proxima-tcp-1/{server.EndPoint}")!;
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Ask(1);
        using var strange = TcpClientUnderTest.ConnectTo(server.EndPoint);
        var descriptor = (int)strange.Socket.Handle;
        byte[][] unfinished = [[1], [255, 255, 255, 127], [255, 255, 255, 255], [5, 0, 0, 0, 1]];
        foreach (var octets in unfinished)
        {
            // Our own end of a connection, as if somebody had accepted it, and a state that it cannot have been in.
            Assert.Equal(0, post.Send(DescriptorMessageKind.Connections, octets, [descriptor]));
            AwaitReply(post);
        }

        foreach (var kind in (DescriptorMessageKind[])[DescriptorMessageKind.None, DescriptorMessageKind.Listener, DescriptorMessageKind.Connections, (DescriptorMessageKind)99])
        {
            Assert.Equal(0, post.Send(kind, [], []));
            Assert.Equal(0, post.Send(kind, new byte[100], kind == DescriptorMessageKind.Connections ? [] : [descriptor]));
            AwaitReply(post);
        }

        Assert.Equal(2, client.Ask(2));
        Assert.Equal(0, server.Total(Counter.Faulted));
    }

    [Fact]
    public void Whoever_leaves_says_nothing_to_those_at_other_addresses()
    {
        var server = ServerUnderTest.Started();
        using var other = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Ask(1);
        server.Dispose();

        Assert.True(client.IsEnded());
    }

    // False: the server has ended the connection, which may cross what is sent here.
    private static bool IsAnswered(TcpClientUnderTest client, ReadOnlySpan<byte> octets, int id)
    {
        try
        {
            client.Socket.Send(octets);
            var answered = client.NextIdOrEnd();
            Assert.True(answered == id || answered < 0);
            return answered == id;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return false;
        }
    }

    // Messages are taken in their order: with this one all before it were.
    private static void AwaitReply(DescriptorPost post)
    {
        var descriptors = new int[DescriptorPost.MostDescriptors];
        Assert.Equal(0, post.Send(DescriptorMessageKind.ListenerWanted, [], []));
        DescriptorMessage reply = default;
        Assert.True(SpinWait.SpinUntil(() => post.TryReceive([], descriptors, out reply), TimeSpan.FromSeconds(20)));
        Assert.Equal((DescriptorMessageKind.Listener, 2), (reply.Kind, reply.Descriptors));
        DescriptorPost.Close(descriptors.AsSpan(0, 2));
    }
}
