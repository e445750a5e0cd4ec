using System.Net;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Handover;

/// <summary>
/// The listening socket of one address, and its door: where a process that starts at this address asks for both, and where one that leaves puts its connections.
/// While several have them, each connection goes to the first that accepts it; the kernel's queue, and handshakes half done, end with the last of them only.
/// </summary>
internal sealed class SharedListener : IDisposable
{
    /// <summary>So often one that starts asks, at most.</summary>
    private const int Requests = 30;

    /// <summary>So long it waits for each reply: the other's thread may have to wait for its turn on the processor.</summary>
    private const int ReplyWaitMs = 100;

    private readonly string name;
    private bool isClosed;

    private SharedListener(string name, NativeSocket socket, DescriptorPost? door) => (this.name, Socket, Door) = (name, socket, door);

    public NativeSocket Socket { get; }

    /// <summary>Null: the name belongs to a process that did not reply. Then nothing can be handed on here.</summary>
    public DescriptorPost? Door { get; private set; }

    /// <summary>Takes a share in what another process of this user has at this address, or binds and listens.</summary>
    public static SharedListener? TryBind(IPEndPoint at, out int error)
    {
        error = 0;
        if (at.Port != 0 && TryInherit(at) is { } inherited)
        {
            return inherited;
        }

        if (NativeSocket.TryBindTcp(at, out error) is not { } socket)
        {
            return null;
        }

        var own = NameOf(new IPEndPoint(at.Address, socket.Port));
        return new SharedListener(own, socket, DescriptorPost.TryOpen(own));
    }

    /// <summary>After this process has closed its own: a way to another that has the door. Null: there is none.</summary>
    public DescriptorPost? TryReachSuccessor() => DescriptorPost.TryReach(name);

    public void CloseDoor()
    {
        Door?.Dispose();
        Door = null;
    }

    public void Dispose()
    {
        CloseDoor();
        if (!isClosed)
        {
            isClosed = true;
            Socket.Dispose();
        }
    }

    // The number is that of the messages' layout: programs with another neither ask nor answer.
    private static string NameOf(IPEndPoint at) => $"proxima-tcp-1/{at}";

    private static SharedListener? TryInherit(IPEndPoint at)
    {
        using var asked = DescriptorPost.TryReach(NameOf(at));
        if (asked is null)
        {
            return null;
        }

        using var poll = new EventPoll();
        poll.Add(asked.Descriptor, 0, PollReadable);
        Span<int> descriptors = stackalloc int[DescriptorPost.MostDescriptors];

        // Refused: the other has left meanwhile.
        for (var request = 0; request < Requests && asked.Send(DescriptorMessageKind.ListenerWanted, [], []) != ErrorConnectionRefused; request++)
        {
            poll.Wait(ReplyWaitMs);
            if (asked.TryReceive([], descriptors, out var reply) && reply is { Kind: DescriptorMessageKind.Listener, Descriptors: 2 })
            {
                return new SharedListener(NameOf(at), NativeSocket.AdoptTcp(descriptors[1], at), DescriptorPost.Adopt(descriptors[0]));
            }
        }

        return null;
    }
}
