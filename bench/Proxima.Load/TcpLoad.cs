using System.Buffers.Binary;
using System.Net.Sockets;

namespace Proxima.Load;

/// <summary>Kept TCP connections with queries in flight on each (RFC 7766 section 6.2.1.1), and some that stay silent.</summary>
internal sealed class TcpLoad : ILoadSockets
{
    private const int MostAtOnce = 64;

    private readonly LoadPlan plan;
    private readonly LoadRun run;
    private readonly List<Connection> connections = [];
    private readonly List<Socket> idle = [];
    private readonly byte[] output;

    public TcpLoad(LoadPlan plan, LoadRun run)
    {
        (this.plan, this.run) = (plan, run);
        output = new byte[(2 + plan.Query.Length) * MostAtOnce];
        for (var i = 0; i < plan.Sockets; i++)
        {
            connections.Add(new Connection(Connect(plan)));
        }

        for (var i = 0; i < plan.IdleConnections; i++)
        {
            idle.Add(Connect(plan));
        }
    }

    public void Turn(long now)
    {
        foreach (var connection in connections)
        {
            Receive(connection);
            Send(connection);
        }
    }

    public int GiveUp(long now) => connections.Sum(connection => connection.Waiting.GiveUp(now));

    public void Dispose()
    {
        connections.ForEach(connection => connection.Socket.Dispose());
        idle.ForEach(socket => socket.Dispose());
    }

    private static Socket Connect(LoadPlan plan)
    {
        var socket = new Socket(plan.Server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(plan.Server);
        socket.Blocking = false;
        return socket;
    }

    private void Receive(Connection connection)
    {
        if (connection.Waiting.Count == 0)
        {
            return;
        }

        var count = connection.Socket.Receive(connection.Input.AsSpan(connection.Filled), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock) || (error == SocketError.Success && count == 0))
        {
            throw new IOException($"the server closed a connection: {error}");
        }

        var (now, at) = (LoadRun.Now, 0);
        connection.Filled += count;
        while (connection.Filled - at >= 2)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(connection.Input.AsSpan(at));
            if (connection.Filled - at - 2 < length)
            {
                break;
            }

            run.Take(connection.Input.AsSpan(at + 2, length), connection.Waiting, now);
            at += 2 + length;
        }

        connection.Input.AsSpan(at, connection.Filled - at).CopyTo(connection.Input);
        connection.Filled -= at;
    }

    private void Send(Connection connection)
    {
        var now = LoadRun.Now;
        var due = run.Due(now, connection.Waiting.Count, MostAtOnce);
        var end = 0;
        for (var i = 0; i < due; i++, end += 2 + plan.Query.Length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(output.AsSpan(end), (ushort)plan.Query.Length);
            plan.Query.CopyTo(output.AsSpan(end + 2));
            run.Write(output.AsSpan(end + 2), connection.Waiting, now);
        }

        for (var sent = 0; sent < end;)
        {
            var count = connection.Socket.Send(output.AsSpan(sent, end - sent), SocketFlags.None, out var error);
            sent += error is SocketError.Success or SocketError.WouldBlock ? count : throw new IOException($"the server closed a connection: {error}");
        }
    }

    private sealed class Connection(Socket socket)
    {
        public Socket Socket { get; } = socket;

        public InFlight Waiting { get; } = new();

        public byte[] Input { get; } = new byte[256 * 1024];

        public int Filled { get; set; }
    }
}
