using Proxima.Engine.Listeners.Handover;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Snapshots;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// One thread that serves all TCP connections of all listen addresses (RFC 7766, RFC 9210): it waits for readiness and gives each connection that has something
/// its turn. It ends by a wake-up through an event descriptor, and then leaves its addresses to a successor, if there is one (<see cref="TcpLeaving"/>).
/// </summary>
internal sealed class TcpListener : IDisposable
{
    // Also how late a timeout may be noticed.
    private const int SweepIntervalMs = 250;

    private readonly IReadOnlyList<SharedListener> listeners;
    private readonly WorkerSeat seat;
    private readonly TimeProvider time;
    private readonly TcpConnectionTable connections;
    private readonly TcpTurns turns;
    private readonly TcpHandover handover;
    private readonly EventPoll poll = new();
    private readonly Urgency urgency = new();
    private readonly Thread thread;
    private bool isAccepting = true;
    private volatile bool isStopping;

    public TcpListener(IReadOnlyList<SharedListener> listeners, WorkerSeat seat, TcpLimits limits, TimeProvider time)
    {
        (this.listeners, this.seat, this.time) = (listeners, seat, time);
        connections = new TcpConnectionTable(limits.Connections);
        turns = new TcpTurns(connections, poll, seat, limits, time);
        handover = new TcpHandover(listeners, connections, turns, poll);
        thread = new Thread(Work) { IsBackground = true, Name = "tcp" };
        for (var i = 0; i < listeners.Count; i++)
        {
            poll.Add(listeners[i].Socket.Descriptor, ListenTag(i), PollReadable);
            if (listeners[i].Door is { } door)
            {
                poll.Add(door.Descriptor, DoorTag(i), PollReadable);
            }
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
            handover.Dispose();
            poll.Dispose();
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }

    // Tags of connections are their slots' numbers.
    private static long ListenTag(int listener) => -2 - (2 * listener);

    private static long DoorTag(int listener) => ListenTag(listener) - 1;

    private void Work()
    {
        urgency.Begin();
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
                urgency.Look();
            }

            if (count == 0 || now - sweptAt >= SweepIntervalMs * time.TimestampFrequency / 1000)
            {
                sweptAt = now;
                turns.CloseLate(now);
                SetAccepting(true);
            }
        }

        new TcpLeaving(listeners, connections, turns, handover).Leave(poll, seat.Snapshots.Enter(), time.GetTimestamp());
        seat.Snapshots.Exit();
    }

    private void Handle(long tag, Snapshot? snapshot, long now)
    {
        var listener = (int)((-2 - tag) / 2);
        if (tag >= 0)
        {
            _ = turns.Serve((int)tag, snapshot, now);
        }
        else if (tag == ListenTag(listener))
        {
            Accept(listener, now);
        }
        else if (tag != EventPoll.WakeTag)
        {
            handover.Receive(listener, snapshot, now);
        }
    }

    private void Accept(int listener, long now)
    {
        if (turns.Accept(listeners[listener].Socket, listener, now) is var error and not 0)
        {
            // Anything but "none left" is a lack of descriptors or memory: look again after the next sweep, not at once for ever.
            SetAccepting(error == ErrorTryAgain);
        }
    }

    private void SetAccepting(bool value)
    {
        if (isAccepting == value)
        {
            return;
        }

        isAccepting = value;
        for (var i = 0; i < listeners.Count; i++)
        {
            poll.Change(listeners[i].Socket.Descriptor, ListenTag(i), value ? PollReadable : 0);
        }
    }
}
