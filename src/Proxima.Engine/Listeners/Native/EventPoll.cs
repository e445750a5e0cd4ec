using System.Runtime.InteropServices;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Native;

/// <summary>Readiness of many descriptors (epoll(7), level-triggered), and a way to wake the waiting thread from another.</summary>
internal sealed unsafe class EventPoll : IDisposable
{
    /// <summary>The tag that <see cref="Wake"/> shows up with.</summary>
    public const long WakeTag = -1;

    private const int Capacity = 64;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int poll = Libc.EpollCreate(TypeCloseOnExec);
    private readonly int wake = Libc.EventDescriptor(0, TypeCloseOnExec | TypeNonBlocking);
    private readonly byte* events = (byte*)NativeMemory.Alloc(16 * Capacity);

    public EventPoll() => Set(PollAdd, wake, WakeTag, PollReadable);

    public void Add(int descriptor, long tag, int interest) => Set(PollAdd, descriptor, tag, interest);

    public void Change(int descriptor, long tag, int interest) => Set(PollModify, descriptor, tag, interest);

    /// <summary>Of a descriptor that another process has too: closing it here would not end its events.</summary>
    public void Remove(int descriptor) => Set(PollRemove, descriptor, 0, 0);

    /// <summary>Waits at most <paramref name="timeoutMs"/> and returns how many events there are; 0 too when interrupted.</summary>
    public int Wait(int timeoutMs) => Math.Max(0, Libc.EpollWait(poll, events, Capacity, timeoutMs));

    public (long Tag, int Readiness) Event(int index)
    {
        var entry = events + (index * Stride);
        return (*(long*)(entry + (Stride - 8)), *(int*)entry);
    }

    public void Wake()
    {
        var one = 1UL;
        _ = Libc.Write(wake, &one, sizeof(ulong));
    }

    public void Dispose()
    {
        _ = Libc.Close(poll);
        _ = Libc.Close(wake);
        NativeMemory.Free(events);
    }

    private void Set(int operation, int descriptor, long tag, int interest)
    {
        var change = stackalloc byte[16];
        *(int*)change = interest;
        *(long*)(change + (Stride - 8)) = tag;
        _ = Libc.EpollControl(poll, operation, descriptor, change);
    }
}
