using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Snapshots;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Listeners;

/// <summary>An answering process is replaced by another at the same port while clients ask without a pause.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const int Upgrades = 5;
    private const int Clients = 4;
    private const int PortsOfEach = 50;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-upgrade-");
    private readonly ConcurrentQueue<string> lost = [];
    private long answered;
    private volatile bool isOver;

    private string SnapshotPath => Path.Combine(folder.FullName, "snapshot");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("0.0.0.0:0", "127.0.0.1")]
    [InlineData("[::]:0", "::1")]
    public void Of_all_datagrams_sent_while_one_process_replaces_another_each_is_answered(string listen, string asked)
    {
        SnapshotFile.Write(SnapshotPath, TestSnapshot.FileOf(1, ZoneText.WithApex("example.org", "www 60 A 192.0.2.1")));
        var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", listen, "--workers", "2");
        try
        {
            var at = serve.AwaitReady()[0];
            var clients = Enumerable.Range(0, Clients).Select(_ => new Thread(() => Ask(new IPEndPoint(IPAddress.Parse(asked), at.Port)))).ToList();
            clients.ForEach(client => client.Start());
            for (var upgrade = 0; upgrade < Upgrades; upgrade++)
            {
                var next = new ServeProcess("--snapshot", SnapshotPath, "--listen", at.ToString(), "--workers", "2");
                var old = serve;
                serve = next;
                next.AwaitReady();
                old.Signal("TERM");
                Assert.Equal((0, string.Empty), old.AwaitEnd());
                old.Dispose();
                var before = Interlocked.Read(ref answered);
                Assert.True(SpinWait.SpinUntil(() => Interlocked.Read(ref answered) > before + (Clients * PortsOfEach), TimeSpan.FromSeconds(60)), "nobody is answered any more");
            }

            isOver = true;
            clients.ForEach(client => client.Join());
        }
        finally
        {
            isOver = true;
            serve.Dispose();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{answered} answered over {Upgrades} upgrades");
        Assert.Empty(lost);
    }

    // The kernel chooses the process by the client's port, so there are many. All ask, then all are heard.
    private void Ask(IPEndPoint server)
    {
        var sockets = Enumerable.Range(0, PortsOfEach).Select(_ => new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 }).ToList();
        sockets.ForEach(socket => socket.Connect(server));
        var buffer = new byte[512];
        for (var id = 0; !isOver && lost.IsEmpty; id = (id + 1) & 0xFFFF)
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
                lost.Enqueue($"{socket.LocalEndPoint} was not answered {id}");
            }

            Interlocked.Increment(ref answered);
        }
        catch (SocketException e)
        {
            lost.Enqueue($"{socket.LocalEndPoint}: {e.SocketErrorCode}");
        }
    }
}
