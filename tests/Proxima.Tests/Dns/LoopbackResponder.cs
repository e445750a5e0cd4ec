using System.Net;
using System.Net.Sockets;

namespace Proxima.Tests.Dns;

/// <summary>Answers every UDP query on a loopback port with what <paramref name="respond"/> makes of it, so that decoders nobody here wrote can look at our packets.</summary>
internal sealed class LoopbackResponder : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Thread thread;

    public LoopbackResponder(Func<byte[], byte[]> respond, IPEndPoint? at = null)
    {
        this.socket.Bind(at ?? new IPEndPoint(IPAddress.Loopback, 0));
        thread = new Thread(() => Serve(respond));
        thread.Start();
    }

    public int Port => ((IPEndPoint)this.socket.LocalEndPoint!).Port;

    public void Dispose()
    {
        // A socket's blocking receive ends when the socket is closed.
        this.socket.Close();
        thread.Join();
    }

    private void Serve(Func<byte[], byte[]> respond)
    {
        var buffer = new byte[ushort.MaxValue];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var length = this.socket.ReceiveFrom(buffer, ref from);
                this.socket.SendTo(respond(buffer[..length]), from);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
        }
    }
}
