using System.Net.Sockets;
using Proxima.Engine.Listeners;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Listeners;

public sealed class SnapshotSwapTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-swap-");
    private readonly CurrentSnapshot snapshots = new();

    private string FilePath => Path.Combine(folder.FullName, "snapshot");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Swapping_snapshots_while_queries_come_loses_none_and_keeps_none_of_the_old_ones()
    {
        using var server = ServerUnderTest.Started(snapshots: snapshots);
        var watch = new SnapshotWatch(FilePath, snapshots);
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5_000 };
        udp.Connect(server.EndPoint);
        using var tcp = TcpClientUnderTest.ConnectTo(server.EndPoint);
        var buffer = new byte[512];
        for (byte serial = 1; serial <= 100; serial++)
        {
            SnapshotFile.Write(FilePath, TestSnapshot.FileOf(serial, ZoneOf(serial)));
            udp.Send(RawQuery.Build(serial));
            tcp.Socket.Send(RawQuery.Framed(serial));
            Assert.Null(watch.Look());
            udp.Send(RawQuery.Build(1000 + serial));
            tcp.Socket.Send(RawQuery.Framed(1000 + serial));

            var beforeUdp = buffer[..udp.Receive(buffer)];
            var afterUdp = buffer[..udp.Receive(buffer)];
            var beforeTcp = tcp.ReceiveMessage();
            var afterTcp = tcp.ReceiveMessage();

            // Asked during the swap: the old answer or the new one. Asked after it: the new one.
            Assert.Equal([serial, 1000 + serial, serial, 1000 + serial], new[] { beforeUdp, afterUdp, beforeTcp, afterTcp }.Select(answer => RawQuery.IdOf(answer)));
            Assert.Equal(serial, afterUdp[^1]);
            Assert.Equal(serial, afterTcp[^1]);
            Assert.True(serial == 1 || beforeUdp[^1] == serial || beforeUdp[^1] == serial - 1);
        }

        Assert.True(SpinWait.SpinUntil(() => snapshots.Sweep() == 0, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_damaged_snapshot_is_refused_once_and_the_last_good_one_goes_on_answering()
    {
        var good = TestSnapshot.FileOf(1, ZoneOf(1));
        SnapshotFile.Write(FilePath, good);
        var watch = new SnapshotWatch(FilePath, snapshots);
        Assert.Null(watch.Look());
        using var server = ServerUnderTest.Started(snapshots: snapshots);
        using var client = TcpClientUnderTest.ConnectTo(server.EndPoint);

        var damaged = good.ToArray();
        damaged[^1] ^= 1;
        SnapshotFile.Write(FilePath, damaged);
        Assert.Contains("damaged", watch.Look());
        Assert.Null(watch.Look());
        Assert.NotNull(watch.Problem);
        client.Socket.Send(RawQuery.Framed(1));
        Assert.Equal(1, client.ReceiveMessage()[^1]);

        File.Delete(FilePath);
        Assert.Contains(FilePath, watch.Look());
        SnapshotFile.Write(FilePath, TestSnapshot.FileOf(2, ZoneOf(2)));
        Assert.Null(watch.Look());
        Assert.Null(watch.Problem);
        client.Socket.Send(RawQuery.Framed(2));
        Assert.Equal(2, client.ReceiveMessage()[^1]);
    }

    // The answer's last octet is the address's last, as the query carries no EDNS.
    private static Zone ZoneOf(int serial) => ZoneText.WithApex("example.org", $"www 60 A 192.0.2.{serial}");
}
