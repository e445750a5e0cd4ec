using System.Runtime.InteropServices;
using Proxima.Engine.Answering;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Reports;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// One worker: a thread with a socket of its own. The kernel spreads clients over the sockets of one address (SO_REUSEPORT), so workers
/// share nothing. It waits in recvmmsg for the first datagram, takes what else is there, answers the batch from one snapshot and sends
/// the answers in one call. To end, it leaves what is new to the port's other sockets, those of its successor; shutdown(2) wakes the wait
/// at once; it answers what was still queued, and leaves.
/// </summary>
internal sealed class UdpListener : IDisposable
{
    /// <summary>Batches still answered after the stop: more than the receive buffer holds, and an end where the kernel would let the queue fill on.</summary>
    private const int BatchesAfterStop = 256;

    /// <summary>Between two looks at what the kernel dropped. Only a socket whose batches are many has anything to drop.</summary>
    private const int BatchesPerLook = 64;

    private readonly NativeSocket socket;
    private readonly WorkerSeat seat;
    private readonly DatagramBatch batch;
    private readonly int core;
    private readonly Urgency urgency = new();
    private readonly Thread thread;
    private uint batches;
    private long droppedByKernel;
    private volatile bool isStopping;

    /// <summary><paramref name="core"/>: the processor core to stay on, below 0 for any.</summary>
    public UdpListener(NativeSocket socket, WorkerSeat seat, int core)
    {
        (this.socket, this.seat, this.core) = (socket, seat, core);
        batch = new DatagramBatch(socket.TellsAddress);
        thread = new Thread(Work) { IsBackground = true, Name = "udp" };
    }

    public void Start() => thread.Start();

    public void Stop()
    {
        if (!isStopping)
        {
            socket.LeaveToOthers();
            isStopping = true;
            socket.StopReceiving();
        }
    }

    public void Dispose()
    {
        Stop();
        if (thread.ThreadState.HasFlag(ThreadState.Unstarted) || thread.Join(TimeSpan.FromSeconds(5)))
        {
            socket.Dispose();
            batch.Dispose();
        }
    }

    private void Work()
    {
        CoreAffinity.StayOn(core);
        urgency.Begin();
        var batchesLeft = BatchesAfterStop;
        while (batchesLeft > 0)
        {
            var isLast = isStopping;
            var count = batch.Receive(socket.Descriptor, wait: !isLast);
            if (count > 0)
            {
                AnswerBatch(count);
            }
            else if (isLast && Marshal.GetLastPInvokeError() != ErrorInterrupted)
            {
                return;
            }

            batchesLeft -= isLast ? 1 : 0;
        }
    }

    private void AnswerBatch(int count)
    {
        var snapshot = seat.Snapshots.Enter();
        for (var i = 0; i < count; i++)
        {
            if (batch.IsUnusable(i))
            {
                seat.Report.Count(Counter.TooLong);
                continue;
            }

            var length = seat.Answer(snapshot, batch.Request(i), batch.Sender(i), Transport.Udp, batch.NextResponse);
            if (length > 0)
            {
                batch.Reply(i, length);
            }
        }

        seat.Snapshots.Exit();
        var refused = batch.Send(socket.Descriptor);
        if (refused > 0)
        {
            seat.Report.Count(Counter.SendFailed, refused);
        }

        seat.NoteAllocation();
        if (++batches % BatchesPerLook == 0)
        {
            CountDropped();
            urgency.Look();
        }
    }

    // The kernel's count has 32 bits.
    private void CountDropped()
    {
        var dropped = socket.Dropped();
        seat.Report.Count(Counter.QueueFull, (uint)(dropped - droppedByKernel));
        droppedByKernel = dropped;
    }
}
