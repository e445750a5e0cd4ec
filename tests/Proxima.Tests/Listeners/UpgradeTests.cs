using System.Net;
using System.Net.Sockets;

namespace Proxima.Tests.Listeners;

/// <summary>Of all datagrams sent while one process replaces another each is answered.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const int Clients = 4;
    private const int PortsOfEach = 50;

    private readonly UpgradesUnderLoad upgrades = new();

    public void Dispose() => upgrades.Dispose();

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("0.0.0.0:0", "127.0.0.1")]
    [InlineData("[::]:0", "::1")]
    public void Of_all_datagrams_sent_while_one_process_replaces_another_each_is_answered(string listen, string asked)
    {
        upgrades.Run(
            listen,
            Clients * PortsOfEach,
            [.. Enumerable.Range(0, Clients).Select<int, Action<int>>(_ => port => Ask(new IPEndPoint(IPAddress.Parse(asked), port)))]);

        Assert.Empty(upgrades.Lost);
    }

    // The kernel chooses the process by the client's port, so there are many. All ask, then all are heard.
    private void Ask(IPEndPoint server)
    {
        var sockets = Enumerable.Range(0, PortsOfEach).Select(_ => new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 }).ToList();
        sockets.ForEach(socket => socket.Connect(server));
        var buffer = new byte[512];
        for (var id = 0; upgrades.GoesOn; id = (id + 1) & 0xFFFF)
        {
            sockets.ForEach(socket => socket.Send(RawQuery.Build(id)));
            foreach (var socket in sockets)
            {
                Hear(socket, buffer, id);
            }
        }

        sockets.ForEach(socket => socket.Dispose());
    }

    private void Hear(Socket socket, byte[] buffer, int id)
    {
        try
        {
            var length = socket.Receive(buffer);
            if (RawQuery.IdOf(buffer.AsSpan(0, length)) != id)
            {
                upgrades.NoteLoss($"{socket.LocalEndPoint} was not answered {id}");
            }

            upgrades.NoteAnswer();
        }
        catch (SocketException e)
        {
            upgrades.NoteLoss($"{socket.LocalEndPoint}: {e.SocketErrorCode}");
        }
    }
}
