using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// What the TCP thread does with connections: takes them in, answers in order, sends what the peer takes, closes those whose time is up. Each turn is bounded by
/// one connection's input buffer, so none starves the others.
/// </summary>
internal sealed class TcpTurns(TcpConnectionTable connections, EventPoll poll, WorkerSeat seat, TcpLimits limits, TimeProvider time)
{
    /// <summary>Connections taken in by one <see cref="Accept"/>.</summary>
    public const int AcceptsPerTurn = 64;

    /// <summary>Takes in connections that wait at a listening socket. 0: more may wait; else the error that <c>accept4</c> ended with.</summary>
    public unsafe int Accept(NativeSocket socket, int door, long now)
    {
        var address = stackalloc byte[NativeAddress.MaxLength];
        for (var i = 0; i < AcceptsPerTurn; i++)
        {
            var length = (uint)NativeAddress.MaxLength;
            var descriptor = Libc.Accept(socket.Descriptor, address, &length, TypeCloseOnExec | TypeNonBlocking);
            if (descriptor >= 0)
            {
                seat.Report.Count(Counter.TcpConnections);
                _ = Take(descriptor, NativeAddress.ToPrefix(address), door, now + Ticks(limits.FirstQueryTimeoutMs));
            }
            else if (Marshal.GetLastPInvokeError() is var error && error is not (ErrorInterrupted or ErrorConnectionAborted))
            {
                return error;
            }
        }

        return 0;
    }

    /// <summary>Takes in a connection that another process has accepted, and maybe half served. It waits for the next query as if it had just been answered.</summary>
    public unsafe void Adopt(int descriptor, int door, ReadOnlySpan<byte> unfinished, Snapshot? snapshot, long now)
    {
        var address = stackalloc byte[NativeAddress.MaxLength];
        var length = (uint)NativeAddress.MaxLength;
        if (Libc.GetPeerName(descriptor, address, &length) != 0)
        {
            // The peer has broken it off meanwhile.
            _ = Libc.Close(descriptor);
            return;
        }

        var slot = Take(descriptor, NativeAddress.ToPrefix(address), door, now + Ticks(limits.IdleTimeoutMs));
        if (slot < 0)
        {
            return;
        }

        // What is least by now is not the handshake's RTT alone.
        connections[slot].HasToldRtt = true;
        if (unfinished.IsEmpty || connections[slot].Continue(unfinished))
        {
            _ = Serve(slot, snapshot, now);
        }
        else
        {
            connections.Close(slot);
        }
    }

    /// <summary>One turn of a connection, which may end it. True: queries were answered, so there may be more.</summary>
    public bool Serve(int index, Snapshot? snapshot, long now)
    {
        var connection = connections[index];
        if (!connection.IsOpen)
        {
            return false;
        }

        var isAlive = connection.Receive();
        var hasAnswered = false;
        TellRtt(connection);
        do
        {
            var answered = isAlive ? connection.Answer(snapshot, seat) : -1;
            if (answered > 0)
            {
                hasAnswered = true;
                connection.Deadline = now + Ticks(limits.IdleTimeoutMs);
            }

            isAlive = answered >= 0 && connection.Send();
        }
        while (isAlive && connection.CanGoOn);

        if (!isAlive)
        {
            connections.Close(index);
            return false;
        }

        connection.Rest();
        if (connection.Interest != connection.Awaited)
        {
            connection.Awaited = connection.Interest;
            poll.Change(connection.Descriptor, index, connection.Awaited);
        }

        return hasAnswered;
    }

    /// <summary>Closes those whose time is up.</summary>
    public void CloseLate(long now)
    {
        if (connections.CloseLate(now) is var late and > 0)
        {
            seat.Report.Count(Counter.TcpTimedOut, late);
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

    // Below 0: refused.
    private int Take(int descriptor, in Prefix sender, int door, long deadline)
    {
        if (connections.CountOf(TcpConnection.ClientOf(sender)) >= limits.ConnectionsPerClient || !HasRoom())
        {
            seat.Report.Count(Counter.TcpRefused);
            _ = Libc.Close(descriptor);
            return -1;
        }

        var slot = connections.Open(descriptor, sender, door);
        var connection = connections[slot];
        connection.Deadline = deadline;
        connection.Awaited = connection.Interest;
        poll.Add(descriptor, slot, connection.Awaited);
        return slot;
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

    private long Ticks(int ms) => ms * time.TimestampFrequency / 1000;
}
