using System.Runtime.InteropServices;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Snapshots;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Handover;

/// <summary>
/// What a process does at its doors, with its connections: gives the listening sockets to one that starts, takes over the connections of one that leaves, and, when
/// it leaves itself, hands its own on. A connection goes on where it was, half a query and unsent answers included; its client notices nothing.
/// </summary>
internal sealed unsafe class TcpHandover(IReadOnlyList<SharedListener> listeners, TcpConnectionTable connections, TcpTurns turns, EventPoll poll) : IDisposable
{
    /// <summary>Between two tries to send to one whose queue is full.</summary>
    private const int RetryMicroseconds = 1000;

    /// <summary>Tries in all. A successor that takes nothing for so long takes nothing.</summary>
    private const int MostRetries = 2000;

    // Pages are taken from the system when first touched: none until somebody leaves in the middle of a query.
    private readonly byte* memory = (byte*)NativeMemory.Alloc((nuint)TcpConnection.MostUnfinished);
    private int retriesLeft = MostRetries;

    private Span<byte> Memory => new(memory, TcpConnection.MostUnfinished);

    /// <summary>Takes every message that waits at a door.</summary>
    public void Receive(int door, Snapshot? snapshot, long now)
    {
        Span<int> descriptors = stackalloc int[DescriptorPost.MostDescriptors];
        while (listeners[door].Door is { } post && post.TryReceive(Memory, descriptors, out var message))
        {
            var received = descriptors[..message.Descriptors];
            switch (message.Kind)
            {
                case DescriptorMessageKind.ListenerWanted:
                    DescriptorPost.Close(received);

                    // One that went away without waiting for it, or has a full queue, asks again or binds for itself.
                    _ = post.Reply(DescriptorMessageKind.Listener, [post.Descriptor, listeners[door].Socket.Descriptor]);
                    break;
                case DescriptorMessageKind.Connections:
                    foreach (var descriptor in received)
                    {
                        turns.Adopt(descriptor, door, message.Descriptors == 1 ? Memory[..message.Octets] : [], snapshot, now);
                    }

                    break;
                default:
                    DescriptorPost.Close(received);
                    break;
            }
        }
    }

    /// <summary>Gives the connections of one door to the process that is reached there. Those that it cannot take stay.</summary>
    public void HandOn(int door, DescriptorPost successor)
    {
        Span<int> slots = stackalloc int[DescriptorPost.MostDescriptors];
        var count = 0;
        for (var slot = 0; slot < connections.Capacity; slot++)
        {
            var connection = connections[slot];
            if (!connection.IsOpen || connection.Door != door)
            {
                continue;
            }

            if (connection.WriteUnfinished(Memory) is var length and > 0)
            {
                Send(successor, Memory[..length], [slot]);
                continue;
            }

            slots[count++] = slot;
            if (count == slots.Length)
            {
                Send(successor, [], slots);
                count = 0;
            }
        }

        if (count > 0)
        {
            Send(successor, [], slots[..count]);
        }
    }

    public void Dispose() => NativeMemory.Free(memory);

    private void Send(DescriptorPost successor, ReadOnlySpan<byte> unfinished, ReadOnlySpan<int> slots)
    {
        Span<int> descriptors = stackalloc int[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            descriptors[i] = connections[slots[i]].Descriptor;
        }

        int error;
        while ((error = successor.Send(DescriptorMessageKind.Connections, unfinished, descriptors)) is ErrorTryAgain or ErrorTooManyReferences or ErrorNoBuffers
            && retriesLeft-- > 0)
        {
            Nap.Take(RetryMicroseconds);
        }

        if (error != 0)
        {
            return;
        }

        foreach (var slot in slots)
        {
            poll.Remove(connections[slot].Descriptor);
            connections.Close(slot);
        }
    }
}
