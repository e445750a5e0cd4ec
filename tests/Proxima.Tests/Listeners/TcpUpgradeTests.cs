using System.Net;
using System.Net.Sockets;

namespace Proxima.Tests.Listeners;

/// <summary>
/// Over TCP no client notices that one process replaces another. Counted as a loss is a connection that is refused, reset or ended by the server, whether or not a query was
/// on its way, an answer that does not come, and one that is not the next.
/// </summary>
public sealed class TcpUpgradeTests : IDisposable
{
    private const int Newcomers = 2;
    private const int Keepers = 2;
    private const int ConnectionsOfEach = 12;
    private const int Pipelined = 5;

    private readonly UpgradesUnderLoad upgrades = new();

    public void Dispose() => upgrades.Dispose();

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("0.0.0.0:0", "127.0.0.1")]
    [InlineData("[::]:0", "::1")]
    public void Neither_new_connections_nor_kept_ones_notice_that_one_process_replaces_another(string listen, string asked)
    {
        IPEndPoint Server(int port) => new(IPAddress.Parse(asked), port);
        upgrades.Run(
            listen,
            10 * ConnectionsOfEach * Pipelined,
            [
                .. Enumerable.Range(0, Newcomers).Select<int, Action<int>>(_ => port => AskOnceEach(Server(port))),
                .. Enumerable.Range(0, Keepers).Select<int, Action<int>>(_ => port => AskOnAndOn(Server(port))),
            ]);

        Assert.Empty(upgrades.Lost);
    }

    [Fact]
    public void Connections_go_on_at_the_addresses_that_the_successor_has_and_end_in_order_at_those_it_has_not()
    {
        using var folder = new ScratchSnapshot();
        using var old = new ServeProcess(folder.Serving("127.0.0.1:0", "[::1]:0"));
        var at = old.AwaitReady();
        using var going = TcpClientUnderTest.ConnectTo(at[1]);
        using var ending = TcpClientUnderTest.ConnectTo(at[0]);
        Assert.Equal((1, 2), (going.Ask(1), ending.Ask(2)));
        using var successor = new ServeProcess(folder.Serving(at[1].ToString()));
        successor.AwaitReady();
        old.Signal("TERM");
        Assert.Equal((0, string.Empty), old.AwaitEnd());

        Assert.Equal(-1, ending.NextIdOrEnd());
        Assert.Equal(3, going.Ask(3));
    }

    private void AskOnceEach(IPEndPoint server) => NotingLoss("a new connection", () =>
    {
        for (var id = 0; upgrades.GoesOn; id = (id + 1) & 0xFFFF)
        {
            using var client = TcpClientUnderTest.ConnectTo(server);
            client.Socket.Send(RawQuery.Framed(id));
            Hear(client, id);
        }
    });

    // Each with several queries on their way, in one segment and a half.
    private void AskOnAndOn(IPEndPoint server) => NotingLoss("a kept connection", () =>
    {
        var clients = Enumerable.Range(0, ConnectionsOfEach).Select(_ => TcpClientUnderTest.ConnectTo(server)).ToList();
        for (var id = 0; upgrades.GoesOn; id = (id + Pipelined) & 0xFFF)
        {
            var queries = Enumerable.Range(id, Pipelined).SelectMany(each => RawQuery.Framed(each)).ToArray();
            clients.ForEach(client => client.Socket.Send(queries.AsSpan(0, queries.Length - 20)));
            clients.ForEach(client => client.Socket.Send(queries.AsSpan(queries.Length - 20)));
            foreach (var client in clients)
            {
                for (var i = 0; i < Pipelined; i++)
                {
                    Hear(client, id + i);
                }
            }
        }

        clients.ForEach(client => client.Dispose());
    });

    private void Hear(TcpClientUnderTest client, int id)
    {
        var answered = client.NextIdOrEnd();
        if (answered != id)
        {
            upgrades.NoteLoss(answered < 0 ? $"ended instead of answer {id}" : $"answer {answered} instead of {id}");
        }

        upgrades.NoteAnswer();
    }

    private void NotingLoss(string what, Action ask)
    {
        try
        {
            ask();
        }
        catch (SocketException e)
        {
            upgrades.NoteLoss($"{what}: {e.SocketErrorCode}");
        }
    }
}
