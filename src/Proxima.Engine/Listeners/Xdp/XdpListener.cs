using Proxima.Engine.Answering;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Reports;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// One worker for one receive queue of an interface: it waits for frames, answers what is there from one snapshot, and sends the batch. It
/// ends by a wake-up, when the program is detached already: what was received by then is still answered.
/// </summary>
internal sealed class XdpListener : IDisposable
{
    /// <summary>Frames answered from one snapshot and sent at once.</summary>
    private const int BatchCapacity = 64;

    /// <summary>Frames whose memory is on its way while one is answered.</summary>
    private const int FramesExpected = 2;

    // Only a stop or a frame ends the wait; this is how old the count of what the kernel dropped may become.
    private const int WaitMs = 1000;

    // A worker that never waits long looks too.
    private const int BatchesPerLook = 256;

    private readonly XdpSocket socket;
    private readonly WorkerSeat seat;
    private readonly int core;
    private readonly EventPoll poll = new();
    private readonly Thread thread;
    private ushort identification;
    private uint batches;
    private long droppedByKernel;
    private NapRule naps;
    private volatile bool isStopping;

    /// <summary><paramref name="core"/>: the processor core to stay on, below 0 for any.</summary>
    public XdpListener(XdpSocket socket, WorkerSeat seat, int core)
    {
        (this.socket, this.seat, this.core) = (socket, seat, core);
        thread = new Thread(Work) { IsBackground = true, Name = "xdp" };
        poll.Add(socket.Descriptor, 0, PollReadable);
    }

    public void Start() => thread.Start();

    public void Stop()
    {
        isStopping = true;
        poll.Wake();
    }

    /// <summary>Returns when the thread has left; only then may the socket go.</summary>
    public void Dispose()
    {
        Stop();
        if (!thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            thread.Join();
        }

        poll.Dispose();
    }

    private void Work()
    {
        CoreAffinity.StayOn(core);
        Urgency.BeginFairly();
        Nap.MakeExact();
        while (true)
        {
            var isLast = isStopping;
            var count = Math.Min(socket.Available, BatchCapacity);
            if (count > 0)
            {
                AnswerBatch(count);
            }

            if (!isLast && naps.ShouldNap(count, areMore: count == BatchCapacity))
            {
                socket.CallIfNeeded();
                Nap.Take(NapRule.NapMicroseconds);
            }
            else if (count > 0)
            {
                continue;
            }
            else if (isLast)
            {
                return;
            }
            else
            {
                socket.CallIfNeeded();
                poll.Wait(WaitMs);
                CountDropped();
            }
        }
    }

    private void AnswerBatch(int count)
    {
        var snapshot = seat.Snapshots.Enter();
        for (var i = 0; i < count; i++)
        {
            if (i + FramesExpected < count)
            {
                socket.Expect(FramesExpected);
            }

            var frame = socket.NextFrame();
            if (!UdpFrame.TryRead(socket.Receive(), out var request))
            {
                seat.Report.Count(Counter.Unanswerable);
            }
            else if (frame.IsEmpty)
            {
                seat.Report.Count(Counter.SendFailed);
            }
            else if (seat.Answer(snapshot, request.Message, request.Sender, Transport.Udp, frame[request.HeadersLength..]) is > 0 and var length)
            {
                socket.Send(request.WriteReply(frame, length, identification++));
            }
        }

        seat.Snapshots.Exit();
        socket.EndBatch();
        seat.NoteAllocation();
        if (++batches % BatchesPerLook == 0)
        {
            CountDropped();
        }
    }

    private void CountDropped()
    {
        var dropped = socket.Dropped();
        if (dropped != droppedByKernel)
        {
            seat.Report.Count(Counter.QueueFull, dropped - droppedByKernel);
            droppedByKernel = dropped;
        }
    }
}
