using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Listeners.Handover;

/// <summary>
/// How the TCP thread leaves its addresses. With a successor at an address, the queue of the listening socket is shared and stays, and the connections are handed on.
/// With none, what has come by now is answered, and each connection is ended in order.
/// </summary>
internal sealed class TcpLeaving(IReadOnlyList<SharedListener> listeners, TcpConnectionTable connections, TcpTurns turns, TcpHandover handover)
{
    /// <summary>Turns a connection still gets: a client that asks on and on does not keep the process.</summary>
    private const int MostTurns = 64;

    /// <summary>Looks whether the clients answered last have read that and ended their side, and the time between two: 200 ms in all.</summary>
    private const int LastLooks = 20;

    private const int LookMicroseconds = 10_000;

    /// <summary>After this no listening socket is open, and no connection that could be handed on or whose client waits for an answer.</summary>
    public void Leave(EventPoll poll, Snapshot? snapshot, long now)
    {
        for (var door = 0; door < listeners.Count; door++)
        {
            var listener = listeners[door];
            poll.Remove(listener.Socket.Descriptor);
            handover.Receive(door, snapshot, now);
            if (listener.Door is { } own)
            {
                poll.Remove(own.Descriptor);
            }

            // Whoever is reached under its name from here on is another process.
            listener.CloseDoor();
            using var successor = listener.TryReachSuccessor();
            if (successor is null)
            {
                AcceptWaiting(door, now);
            }

            listener.Dispose();
            if (successor is not null)
            {
                handover.HandOn(door, successor);
            }
        }

        EndAll(snapshot, now);
    }

    private void AcceptWaiting(int door, long now)
    {
        for (var accepted = 0; accepted <= NativeSocket.ListenBacklog && turns.Accept(listeners[door].Socket, door, now) == 0; accepted += TcpTurns.AcceptsPerTurn)
        {
        }
    }

    private void EndAll(Snapshot? snapshot, long now)
    {
        for (var slot = 0; slot < connections.Capacity; slot++)
        {
            var turn = 0;
            while (turn < MostTurns && turns.Serve(slot, snapshot, now))
            {
                turn++;
            }

            if (!connections[slot].IsOpen)
            {
                continue;
            }

            if (turn == 0)
            {
                connections.Close(slot);
            }
            else
            {
                connections[slot].EndWriting();
            }
        }

        for (var look = 0; look < LastLooks && !HaveAllEnded(); look++)
        {
            Nap.Take(LookMicroseconds);
        }
    }

    private bool HaveAllEnded()
    {
        var haveAll = true;
        for (var slot = 0; slot < connections.Capacity; slot++)
        {
            if (!connections[slot].IsOpen)
            {
                continue;
            }

            if (connections[slot].HasPeerEnded())
            {
                connections.Close(slot);
            }
            else
            {
                haveAll = false;
            }
        }

        return haveAll;
    }
}
