using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Answering;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Tests.Answering;

/// <summary>A responder over one snapshot, with what a worker has.</summary>
internal sealed class TestHall(Snapshot? snapshot, ResponderOptions? options = null, HealthTable? health = null)
{
    public static readonly Prefix Sender = Prefix.Parse("127.0.0.1");

    private readonly Responder responder = new(health ?? new HealthTable(64), options ?? new ResponderOptions());
    private readonly Scratch scratch = new(new WorkerReport(buckets: 8));
    private readonly byte[] response = new byte[65535];

    public WorkerReport Report => scratch.Report;

    public ReadOnlySpan<byte> Ask(ReadOnlySpan<byte> request, Transport transport = Transport.Udp, Prefix? from = null) =>
        response.AsSpan(0, responder.Respond(snapshot, request, from ?? Sender, transport, response, scratch));

    /// <summary>Answers datagrams on a loopback port of the system's choice until disposed.</summary>
    public IAsyncDisposable Listen(out int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return new Door(socket, Serve(socket));
    }

    private async Task Serve(Socket socket)
    {
        var request = new byte[65535];
        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(request, new IPEndPoint(IPAddress.Any, 0));
                var length = Ask(request.AsSpan(0, received.ReceivedBytes)).Length;
                await socket.SendToAsync(response.AsMemory(0, length), received.RemoteEndPoint);
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private sealed class Door(Socket socket, Task serving) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            socket.Dispose();
            await serving;
        }
    }
}
