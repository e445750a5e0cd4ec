using Proxima.Engine.Listeners;

namespace Proxima.Tool.Serving;

/// <summary>
/// Looks for new snapshots, on a thread that gives way to those that answer: to check and map a large one takes tens of milliseconds. Not on the
/// main thread, since what that one starts (<see cref="Engine.Listeners.Xdp.XdpDoor"/>) must not give way.
/// </summary>
internal sealed class SnapshotLooks : IDisposable
{
    private const int IntervalMs = 100;

    /// <summary>While there is no snapshot at all, every client waits for it.</summary>
    private const int UrgentIntervalMs = 10;

    /// <summary>A snapshot that comes within this time was never missing to anybody.</summary>
    private const int UnsaidWaitMs = 3000;

    private readonly ManualResetEventSlim ended = new();
    private readonly SnapshotWatch watch;
    private readonly string path;
    private readonly ServiceLog errors;
    private readonly Thread thread;

    public SnapshotLooks(SnapshotWatch watch, string path, ServiceLog errors)
    {
        (this.watch, this.path, this.errors) = (watch, path, errors);
        thread = new Thread(Work) { IsBackground = true, Name = "snapshots" };
        thread.Start();
    }

    public void Dispose()
    {
        ended.Set();
        thread.Join();
        ended.Dispose();
    }

    private void Work()
    {
        if (Precedence.GiveWay() is { } problem)
        {
            errors.Write($"answers may have to wait while a new snapshot is checked: {problem}");
        }

        for (var looks = 1; !ended.Wait(watch.HasSnapshot ? IntervalMs : UrgentIntervalMs); looks++)
        {
            if (looks == UnsaidWaitMs / UrgentIntervalMs && !watch.HasSnapshot)
            {
                errors.Write($"waiting for snapshot {path}");
            }

            if (watch.Look() is { } found)
            {
                errors.Write(found + (watch.HasSnapshot ? "; still answering from the last good one" : "; answering SERVFAIL until there is one"));
            }
        }
    }
}
