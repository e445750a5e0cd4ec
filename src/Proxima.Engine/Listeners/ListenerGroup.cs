using System.Net;
using Proxima.Engine.Answering;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Listeners;

/// <summary>All listeners of one process: bound together or not at all, started together, stopped together.</summary>
public sealed class ListenerGroup : IDisposable
{
    // A free TCP port may be a taken UDP port; with port 0 another is tried.
    private const int EphemeralAttempts = 16;

    private readonly List<UdpListener> udp;
    private readonly TcpListener tcp;

    private ListenerGroup(IReadOnlyList<IPEndPoint> addresses, List<UdpListener> udp, TcpListener tcp) =>
        (Addresses, this.udp, this.tcp) = (addresses, udp, tcp);

    /// <summary>What is listened on, with the real port where 0 was asked for.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; }

    /// <summary>
    /// Binds every address for UDP and TCP. False, with the address and the reason in one line: nothing is bound.
    /// </summary>
    public static bool TryBind(
        IReadOnlyList<IPEndPoint> addresses, ListenerOptions options, AnsweringHall hall, out ListenerGroup? group, out string problem)
    {
        var bound = new List<BoundAddress>();
        group = null;
        problem = string.Empty;
        foreach (var address in addresses)
        {
            var attempts = address.Port == 0 ? EphemeralAttempts : 1;
            BoundAddress? sockets = null;
            while (sockets is null && attempts-- > 0)
            {
                sockets = BoundAddress.TryBind(address, options.WorkersPerAddress, out problem);
            }

            if (sockets is null)
            {
                bound.ForEach(sockets => sockets.Dispose());
                return false;
            }

            bound.Add(sockets);
        }

        group = Seat(bound, options, hall);
        return true;
    }

    public void Start()
    {
        udp.ForEach(listener => listener.Start());
        tcp.Start();
    }

    /// <summary>Takes nothing new, answers what is queued, and returns when every thread has left.</summary>
    public void Dispose()
    {
        udp.ForEach(listener => listener.Stop());
        tcp.Dispose();
        udp.ForEach(listener => listener.Dispose());
    }

    private static ListenerGroup Seat(List<BoundAddress> bound, ListenerOptions options, AnsweringHall hall)
    {
        var next = 0;
        WorkerSeat NextSeat() => new(hall.Responder, hall.Snapshots.AddReader(), hall.Reports[next++]);

        var workers = new List<UdpListener>();
        foreach (var address in bound)
        {
            for (var worker = 0; worker < address.Udp.Count; worker++)
            {
                workers.Add(new UdpListener(address.Udp[worker], NextSeat(), options.IsPinned ? worker % Environment.ProcessorCount : -1));
            }
        }

        var connections = new TcpListener([.. bound.Select(address => address.Tcp)], NextSeat(), options.Tcp, hall.Time);
        return new ListenerGroup([.. bound.Select(address => address.At)], workers, connections);
    }
}
