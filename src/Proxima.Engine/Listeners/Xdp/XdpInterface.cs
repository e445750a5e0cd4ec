using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// The redirect program on one interface and a socket for each of its receive queues: there until disposed, or until this process ends in
/// whatever way, for the kernel holds the program by a descriptor of ours (a BPF link).
/// </summary>
internal sealed class XdpInterface : IDisposable
{
    /// <summary>Most receive queues served; what comes by a further one takes its way through the kernel to the sockets.</summary>
    public const int MaxQueues = 64;

    private const int ModeGeneric = 2;
    private const int ModeNative = 4;

    private readonly List<XdpSocket> sockets = [];
    private int map = -1;
    private int program = -1;
    private int link = -1;
    private bool isNative;

    private XdpInterface(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<XdpSocket> Sockets => sockets;

    /// <summary>How it is served, for the log: the driver's own path or the generic one, with or without a copy, queues.</summary>
    public string Description =>
        $"{Name}: XDP, {(isNative ? "in the driver" : "generic")}, {(sockets.TrueForAll(socket => socket.IsZeroCopy) ? "zero-copy" : "with a copy")}, {sockets.Count} {(sockets.Count == 1 ? "queue" : "queues")}";

    /// <summary>Receive queues an interface has now, at least 1: a missing one may come later.</summary>
    public static int QueuesOf(string name)
    {
        var folder = $"{ReceiveCoalescing.FolderOf(name)}/queues";
        return Math.Clamp(Directory.Exists(folder) ? Directory.GetDirectories(folder, "rx-*").Length : 1, 1, MaxQueues);
    }

    /// <summary>Null, with the reason in one line.</summary>
    public static XdpInterface? TryOpen(string name, IReadOnlyList<IPEndPoint> listening, int queues, out string problem)
    {
        var attached = new XdpInterface(name);
        problem = attached.Open(listening, queues);
        if (problem.Length == 0)
        {
            return attached;
        }

        attached.Dispose();
        return null;
    }

    /// <summary>New frames go through the kernel again; those already received can still be read.</summary>
    public void Detach()
    {
        CloseIfOpen(ref link);
    }

    public void Dispose()
    {
        Detach();
        sockets.ForEach(socket => socket.Dispose());
        CloseIfOpen(ref program);
        CloseIfOpen(ref map);
    }

    // Empty: all is open.
    private string Open(IReadOnlyList<IPEndPoint> listening, int queues)
    {
        string Problem(string step) => XdpProblem.Describe(Name, step, Marshal.GetLastPInvokeError());
        if (Array.Find(NetworkInterface.GetAllNetworkInterfaces(), candidate => candidate.Name == Name) is not { } card)
        {
            return XdpProblem.Describe(Name, "looking for it", ErrorNoDevice);
        }

        var addresses = OwnAddresses.Of(listening);
        if (card.GetPhysicalAddress().GetAddressBytes() is not { Length: 6 } ethernet || ethernet.All(octet => octet == 0))
        {
            return $"no XDP on {Name}: it has no Ethernet address; only Ethernet is served past the kernel";
        }

        if (addresses.Count is 0 or > RedirectProgram.MaxAddresses)
        {
            return $"no XDP on {Name}: {addresses.Count} addresses and ports are listened on, from 1 to {RedirectProgram.MaxAddresses} can be compared; list them with Listen";
        }

        var index = InterfaceIndex.Of(Name);
        if ((map = Bpf.CreateSocketMap(queues)) < 0)
        {
            return Problem("making the map of sockets");
        }

        if ((program = Bpf.Load(RedirectProgram.Build(ethernet, addresses, map), out var objection)) < 0)
        {
            return Problem("loading the program") + (objection.Length == 0 ? string.Empty : $" [{objection.ReplaceLineEndings(" ")}]");
        }

        // With the map still empty the program passes everything on.
        isNative = (link = Bpf.CreateLink(program, index, ModeNative)) >= 0;
        if (!isNative && (Marshal.GetLastPInvokeError() is ErrorBusy or ErrorExists || (link = Bpf.CreateLink(program, index, ModeGeneric)) < 0))
        {
            return Problem("attaching the program");
        }

        for (var queue = 0; queue < queues; queue++)
        {
            if (XdpSocket.TryOpen(index, queue, mayAvoidCopy: isNative, out var error) is not { } socket)
            {
                return XdpProblem.Describe(Name, $"opening a socket for queue {queue}", error);
            }

            sockets.Add(socket);
            if (Bpf.Update(map, queue, socket.Descriptor) < 0)
            {
                return Problem($"entering the socket for queue {queue}");
            }
        }

        return string.Empty;
    }

    private static void CloseIfOpen(ref int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = Libc.Close(descriptor);
            descriptor = -1;
        }
    }
}
