using System.Net;
using System.Net.Sockets;

namespace Proxima.Tests.Dns;

/// <summary>Answers every UDP query on a loopback port with what <paramref name="respond"/> makes of it, so that decoders nobody here wrote can look at our packets.</summary>
internal sealed class LoopbackResponder : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Thread _thread;

    public LoopbackResponder(Func<byte[], byte[]> respond)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _thread = new Thread(() => Serve(respond));
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose()
    {
        // A socket's blocking receive ends when the socket is closed.
        _socket.Close();
        _thread.Join();
    }

    private void Serve(Func<byte[], byte[]> respond)
    {
        var buffer = new byte[ushort.MaxValue];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var length = _socket.ReceiveFrom(buffer, ref from);
                _socket.SendTo(respond(buffer[..length]), from);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
        }
    }
}
