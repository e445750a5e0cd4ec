using System.Net.Sockets;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Listeners;

public sealed class TcpListenerTests
{
    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:0")]
    public void A_connection_carries_one_query_after_another(string address)
    {
        Assert.SkipUnless(address[0] != '[' || Socket.OSSupportsIPv6, "no IPv6 here");
        using var server = ServerUnderTest.Started(address);
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);

        Assert.Equal(1, client.Ask(1));
        Assert.Equal(2, client.Ask(2));
        Assert.Equal(1, server.Total(Counter.TcpConnections));
    }

    [Fact]
    public void A_hundred_queries_in_one_segment_are_answered_in_order()
    {
        using var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Socket.Send(Enumerable.Range(0, 100).SelectMany(id => RawQuery.Framed(id)).ToArray());

        Assert.Equal(Enumerable.Range(0, 100), Enumerable.Range(0, 100).Select(_ => RawQuery.IdOf(client.ReceiveMessage())));
    }

    [Fact]
    public void Queries_may_come_octet_by_octet()
    {
        using var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        foreach (var octet in RawQuery.Framed(1).Concat(RawQuery.Framed(2)))
        {
            client.Socket.Send([octet]);
        }

        Assert.Equal(1, RawQuery.IdOf(client.ReceiveMessage()));
        Assert.Equal(2, RawQuery.IdOf(client.ReceiveMessage()));
    }

    [Fact]
    public void A_client_that_ends_its_side_still_gets_what_it_asked_for_and_then_the_end()
    {
        using var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Socket.Send([.. RawQuery.Framed(1), .. RawQuery.Framed(2), 0, 30, 1]);
        client.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal(1, RawQuery.IdOf(client.ReceiveMessage()));
        Assert.Equal(2, RawQuery.IdOf(client.ReceiveMessage()));
        Assert.True(client.IsEnded());
    }

    [Fact]
    public async Task A_client_that_does_not_fetch_its_answers_is_not_read_from_and_loses_none()
    {
        const int queries = 100_000;
        using var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        var unsent = client.SendUntilNoMoreIsTaken(queries);
        Assert.True(unsent.Length > 0, "the server took everything: nothing bounds what it keeps");

        await client.AssertAllAnswered(queries, unsent);
    }

    [Fact]
    public void A_query_longer_than_the_limit_ends_the_connection()
    {
        using var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Socket.Send([0xFF, 0xFF, 1, 2, 3]);

        Assert.True(client.IsEnded());
    }

    [Fact]
    public void A_stop_ends_connections_and_the_port_at_once()
    {
        var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Ask(1);
        server.Dispose();

        Assert.True(client.IsEnded());
        Assert.Throws<SocketException>(() => TcpClientUnderTest.ConnectTo(server.EndPoint));
    }

    [Fact]
    public void Answering_allocates_nothing_once_warm()
    {
        using var server = ServerUnderTest.Started();
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        AskInWindows(client, windows: 100);
        var before = server.Total(Counter.AllocatedOctets);
        AskInWindows(client, windows: 200);

        Assert.Equal(0, server.Total(Counter.AllocatedOctets) - before);
    }

    private static void AskInWindows(TcpClientUnderTest client, int windows)
    {
        const int window = 50;
        var stream = Enumerable.Range(0, window).SelectMany(id => RawQuery.Framed(id)).ToArray();
        for (var i = 0; i < windows; i++)
        {
            client.Socket.Send(stream);
            for (var k = 0; k < window; k++)
            {
                client.ReceiveMessage();
            }
        }
    }
}
