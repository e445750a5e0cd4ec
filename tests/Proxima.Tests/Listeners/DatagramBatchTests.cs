using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Listeners;

namespace Proxima.Tests.Listeners;

public sealed class DatagramBatchTests : IDisposable
{
    private readonly Socket server = Bound();
    private readonly Socket client = Bound();
    private readonly DatagramBatch batch = new(tellsAddress: false);

    public void Dispose()
    {
        server.Dispose();
        client.Dispose();
        batch.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Answers_to_one_port_arrive_each_by_itself_also_where_the_kernel_cannot_cut_them(bool isUncuttable)
    {
        if (isUncuttable)
        {
            // Without a checksum to fill in, the kernel refuses to cut (net/ipv4/udp.c).
            const int levelSocket = 1;
            const int noCheck = 11;
            server.SetRawSocketOption(levelSocket, noCheck, BitConverter.GetBytes(1));
        }

        int[] lengths = [100, 100, 100, 40, 100, 100, 1232, 1232, 1300, 1300, 0, 7];
        Answer(lengths);

        Assert.Equal(0, batch.Send((int)server.Handle));
        Assert.All(lengths.Index(), expected => Assert.Equal(Enumerable.Repeat((byte)expected.Index, expected.Item), Received()));
    }

    [Fact]
    public void As_many_answers_as_a_batch_has_go_to_one_port_though_they_exceed_one_packet()
    {
        var lengths = Enumerable.Repeat(DatagramSegments.MaxSegment, DatagramBatch.Capacity).ToArray();
        Answer(lengths);

        Assert.True(lengths.Sum() > DatagramSegments.MaxTotal);
        Assert.Equal(0, batch.Send((int)server.Handle));
        Assert.All(lengths.Index(), expected => Assert.Equal(Enumerable.Repeat((byte)expected.Index, expected.Item), Received()));
    }

    [Fact]
    public void What_is_refused_is_counted_datagram_by_datagram()
    {
        const int noDescriptor = -1;
        Answer([100, 100, 100]);

        Assert.Equal(3, batch.Send(noDescriptor));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5_000, ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    // A request for each answer; the answer's octets are its number.
    private void Answer(int[] lengths)
    {
        foreach (var length in lengths)
        {
            client.SendTo(new byte[] { (byte)(length & 1) }, server.LocalEndPoint!);
        }

        var count = batch.Receive((int)server.Handle, wait: false);
        Assert.Equal(lengths.Length, count);
        for (var i = 0; i < count; i++)
        {
            batch.NextResponse[..lengths[i]].Fill((byte)i);
            batch.Reply(i, lengths[i]);
        }
    }

    private byte[] Received()
    {
        var buffer = new byte[4096];
        return buffer[..client.Receive(buffer)];
    }
}
