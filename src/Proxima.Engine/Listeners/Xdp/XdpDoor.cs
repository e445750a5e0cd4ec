using System.Net;
using Proxima.Engine.Reports;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// One interface served past the kernel, for as long as that is possible. The sockets are bound all the while and answer what the program
/// passes on, so whatever is missing here costs speed and no answer. <see cref="Look"/> tries again: an interface may come later, and the
/// process before this one may still hold it.
/// </summary>
public sealed class XdpDoor : IDisposable
{
    private readonly string name;
    private readonly IReadOnlyList<IPEndPoint> listening;
    private readonly WorkerSeat[] seats;
    private readonly bool isPinned;
    private readonly List<XdpListener> listeners = [];
    private readonly ReceiveCoalescing coalescing;
    private XdpInterface? attached;
    private string said = string.Empty;

    /// <summary><paramref name="reports"/>: one for each receive queue that is to be served, see <see cref="QueuesOf"/>.</summary>
    public XdpDoor(string name, IReadOnlyList<IPEndPoint> listening, AnsweringHall hall, IReadOnlyList<WorkerReport> reports, bool isPinned)
    {
        (this.name, this.listening, this.isPinned) = (name, listening, isPinned);
        coalescing = new ReceiveCoalescing(ReceiveCoalescing.FolderOf(name));
        seats = [.. reports.Select(report => new WorkerSeat(hall.Responder, hall.Snapshots.AddReader(), report))];
    }

    public bool IsOpen => attached is not null;

    /// <summary>Receive queues an interface has now, at least 1.</summary>
    public static int QueuesOf(string name) => XdpInterface.QueuesOf(name);

    /// <summary>Attaches if nothing is attached yet. Returns what has changed, in one line, else null.</summary>
    public string? Look()
    {
        if (IsOpen)
        {
            return null;
        }

        attached = XdpInterface.TryOpen(name, listening, seats.Length, out var problem);
        if (attached is not null)
        {
            for (var queue = 0; queue < seats.Length; queue++)
            {
                listeners.Add(new XdpListener(attached.Sockets[queue], seats[queue], isPinned ? queue % Environment.ProcessorCount : -1));
            }

            listeners.ForEach(listener => listener.Start());
            return attached.Description + (coalescing.TryTurnOn() is { } refused
                ? $"; the kernel is woken by each frame ({refused}): let the process write there, and many will cost less"
                : string.Empty);
        }

        if (problem == said)
        {
            return null;
        }

        said = problem;
        return $"{problem}; its queries are answered by sockets";
    }

    /// <summary>Leaves the interface's settings as they were, detaches, answers what was received by then, and returns when every thread has left.</summary>
    public void Dispose()
    {
        coalescing.TurnOff();
        attached?.Detach();
        listeners.ForEach(listener => listener.Dispose());
        attached?.Dispose();
    }
}
