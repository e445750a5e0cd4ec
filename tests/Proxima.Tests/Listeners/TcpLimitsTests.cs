using Proxima.Engine.Listeners;
using Proxima.Engine.Reports;

namespace Proxima.Tests.Listeners;

public sealed class TcpLimitsTests(ITestOutputHelper output)
{
    private readonly ManualTime time = new();

    [Fact]
    public void An_idle_connection_is_closed_after_the_timeout_and_each_query_starts_it_anew()
    {
        using var server = ServerUnderTest.Started(limits: new TcpLimits(Connections: 4, IdleTimeoutMs: 10_000), time: time);
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Ask(1);
        time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(2, client.Ask(2));
        time.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(3, client.Ask(3));
        time.Advance(TimeSpan.FromMilliseconds(10_000));

        Assert.True(client.IsEnded());
        server.Await(Counter.TcpTimedOut, 1);
    }

    [Fact]
    public void Half_a_query_does_not_keep_a_connection_open()
    {
        using var server = ServerUnderTest.Started(limits: new TcpLimits(Connections: 4, IdleTimeoutMs: 10_000), time: time);
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        client.Ask(1);
        client.Socket.Send(RawQuery.Framed(2).AsSpan(0, 9));
        time.Advance(TimeSpan.FromMilliseconds(9_000));
        client.Socket.Send(RawQuery.Framed(2).AsSpan(9, 1));
        time.Advance(TimeSpan.FromMilliseconds(1_000));

        Assert.True(client.IsEnded());
    }

    [Fact]
    public void A_connection_that_asks_nothing_is_closed_after_the_first_query_timeout()
    {
        using var server = ServerUnderTest.Started(limits: new TcpLimits(Connections: 4, FirstQueryTimeoutMs: 3_000), time: time);
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);
        server.Await(Counter.TcpConnections, 1);
        time.Advance(TimeSpan.FromMilliseconds(3_000));

        // The connection may be counted an instant before its time is noted; then its time runs from here.
        time.Advance(TimeSpan.FromMilliseconds(3_000));
        Assert.True(client.IsEnded());
        server.Await(Counter.TcpTimedOut, 1);
    }

    [Fact]
    public void When_all_slots_are_taken_the_connection_idle_longest_makes_room()
    {
        using var server = ServerUnderTest.Started(limits: new TcpLimits(Connections: 2), time: time);
        using var oldest = TcpClientUnderTest.ConnectTo(server.EndPoint);
        oldest.Ask(1);
        time.Advance(TimeSpan.FromSeconds(1));
        using var younger = TcpClientUnderTest.ConnectTo(server.EndPoint);
        younger.Ask(1);
        time.Advance(TimeSpan.FromSeconds(1));
        using var newest = TcpClientUnderTest.ConnectTo(server.EndPoint);

        Assert.Equal(9, newest.Ask(9));
        Assert.True(oldest.IsEnded());
        Assert.Equal(8, younger.Ask(8));
    }

    [Fact]
    public void When_no_connection_is_idle_the_new_one_is_refused()
    {
        using var server = ServerUnderTest.Started(limits: new TcpLimits(Connections: 1), time: time);
        using var busy = TcpClientUnderTest.ConnectTo(server.EndPoint);
        var query = RawQuery.Framed(2);
        busy.Socket.Send([.. RawQuery.Framed(1), .. query.AsSpan(0, 5)]);
        busy.ReceiveMessage();
        using var refused = TcpClientUnderTest.ConnectTo(server.EndPoint);

        Assert.True(refused.IsEnded());
        Assert.Equal(1, server.Total(Counter.TcpRefused));
        busy.Socket.Send(query.AsSpan(5));
        Assert.Equal(2, RawQuery.IdOf(busy.ReceiveMessage()));
    }

    [Fact]
    public void One_client_cannot_take_more_than_its_share_and_others_are_not_refused()
    {
        using var server = ServerUnderTest.Started(limits: new TcpLimits(Connections: 8, ConnectionsPerClient: 2), time: time);
        using var first = TcpClientUnderTest.ConnectTo(server.EndPoint, from: "127.0.0.1");
        using var second = TcpClientUnderTest.ConnectTo(server.EndPoint, from: "127.0.0.1");
        first.Ask(1);
        second.Ask(1);
        using var third = TcpClientUnderTest.ConnectTo(server.EndPoint, from: "127.0.0.1");
        Assert.True(third.IsEnded());

        using var other = TcpClientUnderTest.ConnectTo(server.EndPoint, from: "127.0.0.3");
        Assert.Equal(7, other.Ask(7));

        first.Dispose();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                using var again = TcpClientUnderTest.ConnectTo(server.EndPoint, from: "127.0.0.1");
                again.Socket.Send(RawQuery.Framed(1));
                return !again.IsEnded();
            },
            TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Thousands_of_idle_connections_stay_open_are_answered_and_take_no_buffers()
    {
        const int connections = 3000;
        const int perClient = 60;
        using var server = ServerUnderTest.Started(limits: new TcpLimits(connections), time: time);
        var before = Environment.WorkingSet;
        var clients = Enumerable.Range(0, connections).Select(i => TcpClientUnderTest.ConnectTo(server.EndPoint, from: $"127.0.1.{1 + (i / perClient)}")).ToList();

        Assert.All(clients.Index(), client => Assert.Equal(client.Index, client.Item.Ask(client.Index)));
        Assert.All(clients.Index().Reverse(), client => Assert.Equal(client.Index, client.Item.Ask(client.Index)));
        Assert.Equal(0, server.Total(Counter.TcpRefused) + server.Total(Counter.TcpTimedOut));
        output.WriteLine($"{(Environment.WorkingSet - before) / connections} octets a connection, those of its client in this process included");
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void Newcomers_push_out_the_idle_in_the_order_of_their_last_question()
    {
        const int connections = 200;
        using var server = ServerUnderTest.Started(limits: new TcpLimits(connections, ConnectionsPerClient: 1000), time: time);
        var clients = new List<TcpClientUnderTest>();
        for (var i = 0; i < connections; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            clients.Add(TcpClientUnderTest.ConnectTo(server.EndPoint));
            clients[i].Ask(i);
        }

        // The very first has asked again since.
        time.Advance(TimeSpan.FromMilliseconds(1));
        clients[0].Ask(0);
        for (var i = 1; i <= 150; i++)
        {
            clients.Add(TcpClientUnderTest.ConnectTo(server.EndPoint));
            Assert.Equal(7, clients[^1].Ask(7));
            Assert.True(clients[i].IsEnded());
        }

        Assert.Equal(1, clients[0].Ask(1));
        clients.ForEach(client => client.Dispose());
    }
}
