using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// One thread that serves all TCP connections of all listen addresses (RFC 7766, RFC 9210): it waits for readiness, takes what has come,
/// answers in order, sends what the peer takes. Each turn is bounded by one connection's input buffer, so none starves the others.
/// It ends by a wake-up through an event descriptor.
/// </summary>
internal sealed class TcpListener : IDisposable
{
    // Also how late a timeout may be noticed.
    private const int SweepIntervalMs = 250;
    private const int AcceptsPerTurn = 64;

    private readonly IReadOnlyList<NativeSocket> sockets;
    private readonly WorkerSeat seat;
    private readonly TcpLimits limits;
    private readonly TimeProvider time;
    private readonly TcpConnectionTable connections;
    private readonly EventPoll poll = new();
    private readonly Thread thread;
    private bool isAccepting = true;
    private volatile bool isStopping;

    public TcpListener(IReadOnlyList<NativeSocket> sockets, WorkerSeat seat, TcpLimits limits, TimeProvider time)
    {
        (this.sockets, this.seat, this.limits, this.time) = (sockets, seat, limits, time);
        connections = new TcpConnectionTable(limits.Connections);
        thread = new Thread(Work) { IsBackground = true, Name = "tcp" };
        for (var i = 0; i < sockets.Count; i++)
        {
            poll.Add(sockets[i].Descriptor, ListenTag(i), PollReadable);
        }
    }

    public void Start() => thread.Start();

    public void Stop()
    {
        isStopping = true;
        poll.Wake();
    }

    public void Dispose()
    {
        Stop();
        if (thread.ThreadState.HasFlag(ThreadState.Unstarted) || thread.Join(TimeSpan.FromSeconds(5)))
        {
            connections.Dispose();
            poll.Dispose();
            foreach (var socket in sockets)
            {
                socket.Dispose();
            }
        }
    }

    // Tags of connections are their slots' numbers.
    private static long ListenTag(int socket) => -2 - socket;

    private void Work()
    {
        Precedence.TryAnswerFirst();
        var sweptAt = time.GetTimestamp();
        while (!isStopping)
        {
            var count = poll.Wait(SweepIntervalMs);
            var now = time.GetTimestamp();
            if (count > 0)
            {
                var snapshot = seat.Snapshots.Enter();
                for (var i = 0; i < count; i++)
                {
                    Handle(poll.Event(i).Tag, snapshot, now);
                }

                seat.Snapshots.Exit();
                seat.NoteAllocation();
            }

            if (count == 0 || now - sweptAt >= Ticks(SweepIntervalMs))
            {
                sweptAt = now;
                Sweep(now);
            }
        }
    }

    private void Handle(long tag, Snapshot? snapshot, long now)
    {
        if (tag >= 0)
        {
            Serve((int)tag, snapshot, now);
        }
        else if (tag != EventPoll.WakeTag)
        {
            Accept(sockets[(int)(-2 - tag)], now);
        }
    }

    private void Serve(int index, Snapshot? snapshot, long now)
    {
        var connection = connections[index];
        if (!connection.IsOpen)
        {
            return;
        }

        var isAlive = connection.Receive();
        TellRtt(connection);
        do
        {
            var answered = isAlive ? connection.Answer(snapshot, seat) : -1;
            if (answered > 0)
            {
                connection.Deadline = now + Ticks(limits.IdleTimeoutMs);
            }

            isAlive = answered >= 0 && connection.Send();
        }
        while (isAlive && connection.CanGoOn);

        if (!isAlive)
        {
            connections.Close(index);
            return;
        }

        connection.Rest();
        if (connection.Interest != connection.Awaited)
        {
            connection.Awaited = connection.Interest;
            poll.Change(connection.Descriptor, index, connection.Awaited);
        }
    }

    /// <summary>With the first octets of a query: who only scans ports tells nothing of clients.</summary>
    private void TellRtt(TcpConnection connection)
    {
        if (!connection.HasToldRtt)
        {
            connection.HasToldRtt = true;
            if (connection.ReadLeastRtt() is { IsKnown: true, Microseconds: > 0 } rtt)
            {
                seat.Report.Shook(connection.Network, rtt);
            }
        }
    }

    private unsafe void Accept(NativeSocket socket, long now)
    {
        var address = stackalloc byte[NativeAddress.MaxLength];
        for (var i = 0; i < AcceptsPerTurn; i++)
        {
            var length = (uint)NativeAddress.MaxLength;
            var descriptor = Libc.Accept(socket.Descriptor, address, &length, TypeCloseOnExec | TypeNonBlocking);
            if (descriptor >= 0)
            {
                Take(descriptor, NativeAddress.ToPrefix(address), now);
                continue;
            }

            if (Marshal.GetLastPInvokeError() is var error && error is not (ErrorInterrupted or ErrorConnectionAborted))
            {
                // Anything but "none left" is a lack of descriptors or memory: look again after the next sweep, not at once for ever.
                SetAccepting(error == ErrorTryAgain);
                return;
            }
        }
    }

    private void Take(int descriptor, in Prefix sender, long now)
    {
        seat.Report.Count(Counter.TcpConnections);
        if (connections.CountOf(TcpConnection.ClientOf(sender)) >= limits.ConnectionsPerClient || !HasRoom())
        {
            seat.Report.Count(Counter.TcpRefused);
            _ = Libc.Close(descriptor);
            return;
        }

        var slot = connections.Open(descriptor, sender);
        var connection = connections[slot];
        connection.Deadline = now + Ticks(limits.FirstQueryTimeoutMs);
        connection.Awaited = connection.Interest;
        poll.Add(descriptor, slot, connection.Awaited);
    }

    // The connection that has been idle longest makes room for a newcomer.
    private bool HasRoom()
    {
        if (!connections.HasFreeSlot && connections.OldestIdle() is >= 0 and var idle)
        {
            connections.Close(idle);
            seat.Report.Count(Counter.TcpTimedOut);
        }

        return connections.HasFreeSlot;
    }

    private void Sweep(long now)
    {
        if (connections.CloseLate(now) is var late and > 0)
        {
            seat.Report.Count(Counter.TcpTimedOut, late);
        }

        SetAccepting(true);
    }

    private void SetAccepting(bool value)
    {
        if (isAccepting == value)
        {
            return;
        }

        isAccepting = value;
        for (var i = 0; i < sockets.Count; i++)
        {
            poll.Change(sockets[i].Descriptor, ListenTag(i), value ? PollReadable : 0);
        }
    }

    private long Ticks(int ms) => ms * time.TimestampFrequency / 1000;
}
