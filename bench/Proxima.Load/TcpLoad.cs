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
    private long opened;
    private long ended;
    private long crossed;
    private long reset;
    private long cut;
    private long refused;

    public TcpLoad(LoadPlan plan, LoadRun run)
    {
        (this.plan, this.run) = (plan, run);
        output = new byte[(2 + plan.Query.Length) * MostAtOnce];
        for (var i = 0; i < plan.Sockets; i++)
        {
            connections.Add(new Connection(Open()));
        }

        for (var i = 0; i < plan.IdleConnections; i++)
        {
            idle.Add(Open());
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

    /// <summary>
    /// Connections opened; ended in order by the server, and the queries that were on their way then; reset, and the queries on those; refused.
    /// </summary>
    public string Counted => plan.Reconnects ? $" opened={opened} ended={ended} crossed={crossed} reset={reset} cut={cut} refused={refused}" : string.Empty;

    public int GiveUp(long now) => connections.Sum(connection => connection.Waiting.GiveUp(now));

    public void Dispose()
    {
        connections.ForEach(connection => connection.Socket.Dispose());
        idle.ForEach(socket => socket.Dispose());
    }

    private Socket Open()
    {
        while (true)
        {
            var socket = new Socket(plan.Server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Connect(plan.Server);
                socket.Blocking = false;
                opened++;
                return socket;
            }
            catch (SocketException e) when (plan.Reconnects && e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                refused++;
                socket.Dispose();
            }
        }
    }

    // Success: it was ended in order.
    private void OpenAgain(Connection connection, SocketError error)
    {
        if (!plan.Reconnects)
        {
            throw new IOException($"the server closed a connection: {error}");
        }

        var unanswered = connection.Waiting.GiveUpAll();
        ended += error == SocketError.Success ? 1 : 0;
        crossed += error == SocketError.Success ? unanswered : 0;
        reset += error == SocketError.Success ? 0 : 1;
        cut += error == SocketError.Success ? 0 : unanswered;
        connection.Take(Open());
    }

    private void Receive(Connection connection)
    {
        if (connection.Waiting.Count == 0 && !plan.Reconnects)
        {
            return;
        }

        var count = connection.Socket.Receive(connection.Input.AsSpan(connection.Filled), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock) || (error == SocketError.Success && count == 0))
        {
            OpenAgain(connection, error);
            return;
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
        if (plan.AnswersPerConnection > 0 && connection.Asked >= plan.AnswersPerConnection && connection.Waiting.Count == 0)
        {
            // Without a wait for the last segments: a million ports are not to be had.
            connection.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            connection.Take(Open());
        }
    }

    private void Send(Connection connection)
    {
        var now = LoadRun.Now;
        var most = plan.AnswersPerConnection > 0 ? Math.Min(MostAtOnce, plan.AnswersPerConnection - connection.Asked) : MostAtOnce;
        var due = run.Due(now, connection.Waiting.Count, most);
        connection.Asked += due;
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
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                OpenAgain(connection, error);
                return;
            }

            sent += count;
        }
    }

    private sealed class Connection(Socket socket)
    {
        public Socket Socket { get; private set; } = socket;

        public InFlight Waiting { get; } = new();

        public byte[] Input { get; } = new byte[256 * 1024];

        public int Filled { get; set; }

        /// <summary>Queries sent on this socket.</summary>
        public int Asked { get; set; }

        public void Take(Socket next)
        {
            Socket.Dispose();
            (Socket, Filled, Asked) = (next, 0, 0);
        }
    }
}
