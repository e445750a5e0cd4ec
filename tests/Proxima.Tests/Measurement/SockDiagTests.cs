using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Latency;
using Proxima.Measurement.Passive;

namespace Proxima.Tests.Measurement;

public sealed class SockDiagTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void The_kernel_tells_the_connections_of_a_local_port_and_of_no_other(string address)
    {
        using var listener = Listen(address, out var port);
        using var other = Listen(address, out var otherPort);
        var accepted = new List<Socket>();
        for (var i = 0; i < 3; i++)
        {
            var client = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(IPAddress.Parse(address), i < 2 ? port : otherPort);
            accepted.AddRange([client, (i < 2 ? listener : other).Accept()]);
        }

        var connections = SockDiag.TryRead([port], out var problem);

        Assert.True(connections is not null, problem);
        Assert.Equal(2, connections.Count);
        Assert.Equal(2, connections.Select(connection => connection.Cookie).Distinct().Count());
        Assert.All(connections, connection => Assert.Equal(Prefix.Parse(address), connection.Client));
        Assert.All(connections, connection => Assert.InRange(connection.LeastRtt.Microseconds, 1u, 9_000_000u));
        accepted.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void A_message_that_is_cut_off_or_lies_about_its_length_is_an_error_and_not_read_beyond()
    {
        var message = new byte[16 + 72];
        message[0] = (byte)message.Length;
        message[4] = 20;
        for (var length = 0; length < message.Length; length++)
        {
            ReadOnlySpan<byte> cut = message.AsSpan(0, length);
            Assert.Equal(DiagPiece.Error, DiagMessages.TakeNext(ref cut, out _));
        }

        message[0] = 15;
        ReadOnlySpan<byte> shortened = message;
        Assert.Equal(DiagPiece.Error, DiagMessages.TakeNext(ref shortened, out _));
    }

    [Fact]
    public void Any_octets_at_all_are_read_to_an_end()
    {
        var random = new Random(7);
        var octets = new byte[600];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(octets);
            octets[0] = (byte)random.Next(16, 255);
            octets.AsSpan(1, 3).Clear();
            octets[4] = 20;
            octets[5] = 0;
            ReadOnlySpan<byte> rest = octets;
            var pieces = 0;
            while (!rest.IsEmpty && DiagMessages.TakeNext(ref rest, out _) is not (DiagPiece.Error or DiagPiece.End))
            {
                pieces++;
            }

            Assert.InRange(pieces, 0, octets.Length);
        }
    }

    private static Socket Listen(string address, out int port)
    {
        var at = IPAddress.Parse(address);
        Assert.SkipUnless(at.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "no IPv6 here");
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(at, 0));
        socket.Listen(5);
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }
}
