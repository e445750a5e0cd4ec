using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Listeners;

/// <summary>What one worker thread has to itself while it answers.</summary>
internal sealed class WorkerSeat(Responder responder, SnapshotReader snapshots, WorkerReport report)
{
    private readonly Scratch scratch = new(report);

    public SnapshotReader Snapshots { get; } = snapshots;

    public WorkerReport Report { get; } = report;

    /// <summary>The response's length, or 0: send nothing.</summary>
    public int Answer(Snapshot? snapshot, ReadOnlySpan<byte> request, in Prefix from, Transport transport, Span<byte> response)
    {
        try
        {
            return responder.Respond(snapshot, request, from, transport, response, scratch);
        }
        catch (Exception)
        {
            // The responder does not throw. Should it have a defect, one packet must not end the worker and with it everybody's answers.
            Report.Count(Counter.Faulted);
            return 0;
        }
    }

    /// <summary>States what this thread has allocated so far: the proof, in production too, that answering allocates nothing.</summary>
    public void NoteAllocation() => Report.Set(Counter.AllocatedOctets, GC.GetAllocatedBytesForCurrentThread());
}
