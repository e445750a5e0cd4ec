using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// An AF_XDP socket for one receive queue, with its own frames: half of them circle between the kernel and the receive ring, the other half
/// between us and the send ring. No packet passes through the kernel's network stack.
/// <code>
///   fill ring ->  kernel  -> receive ring -> request                     frames 0 .. FrameCount - 1
///   completion <- kernel  <- send ring    <- response                    frames FrameCount .. 2 FrameCount - 1
/// </code>
/// </summary>
internal sealed unsafe class XdpSocket : IDisposable
{
    /// <summary>Octets of one frame: an Ethernet frame of the usual MTU with the room that drivers want before it.</summary>
    public const int FrameLength = 2048;

    /// <summary>Frames for each direction: 2,048 requests may wait while a batch is answered. 8 MiB a queue, what a service may lock by default.</summary>
    private const int FrameCount = 2048;

    private readonly byte* frames;
    private readonly ulong[] free = new ulong[FrameCount];
    private XdpRing<ulong>? fill;
    private XdpRing<ulong>? completion;
    private XdpRing<XdpDescriptor>? received;
    private XdpRing<XdpDescriptor>? sending;
    private int freeCount;

    private XdpSocket(int descriptor, byte* frames)
    {
        Descriptor = descriptor;
        this.frames = frames;
    }

    public int Descriptor { get; }

    /// <summary>True when the driver puts frames straight into our memory.</summary>
    public bool IsZeroCopy { get; private set; }

    private static nuint MemoryLength => 2 * FrameCount * FrameLength;

    /// <summary>Null, with the error of the call that failed.</summary>
    public static XdpSocket? TryOpen(int interfaceIndex, int queue, bool mayAvoidCopy, out int error)
    {
        error = 0;
        var descriptor = Libc.Socket(FamilyXdp, TypeRaw | TypeCloseOnExec, 0);
        if (descriptor < 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        var memory = MemoryMap.TryMapFrames(MemoryLength);
        var socket = new XdpSocket(descriptor, memory);
        if (memory is not null && socket.TryRegister() && socket.TryMapRings() && socket.TryBind(interfaceIndex, queue, mayAvoidCopy))
        {
            return socket;
        }

        error = Marshal.GetLastPInvokeError();
        socket.Dispose();
        return null;
    }

    /// <summary>Frames that wait to be read.</summary>
    public int Available => received!.Available;

    /// <summary>
    /// Asks for the memory of the request after <paramref name="others"/>, fewer than are <see cref="Available"/>, and of its answer: thousands of frames are more than
    /// the caches nearest to the processor hold, so one that is first touched when it is needed is waited for.
    /// </summary>
    public void Expect(uint others)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        Prefetch(frames + received!.Ahead(others).Address);
        if (freeCount > others)
        {
            Prefetch(frames + free[freeCount - 1 - (int)others]);
        }
    }

    /// <summary>A received frame; its memory is the caller's until <see cref="EndBatch"/>.</summary>
    public ReadOnlySpan<byte> Receive()
    {
        ref var entry = ref received!.Next();
        fill!.Next() = entry.Address & ~(ulong)(FrameLength - 1);
        return new ReadOnlySpan<byte>(frames + entry.Address, (int)entry.Length);
    }

    /// <summary>A frame for the next answer, handed over by <see cref="Send"/>; empty when all wait to be sent.</summary>
    public Span<byte> NextFrame()
    {
        if (freeCount == 0)
        {
            Reclaim();
        }

        return freeCount == 0 ? default : new Span<byte>(frames + free[freeCount - 1], FrameLength);
    }

    public void Send(int length)
    {
        ref var entry = ref sending!.Next();
        entry = new XdpDescriptor { Address = free[--freeCount], Length = (uint)length };
    }

    /// <summary>Gives requests back to the kernel and has the answers sent.</summary>
    public void EndBatch()
    {
        received!.Release();
        fill!.Publish();
        sending!.Publish();

        CallForSending();
        Reclaim();
    }

    /// <summary>Before a wait: makes the calls that a driver which has stopped by itself needs to go on.</summary>
    public void CallIfNeeded()
    {
        CallForSending();
        if (fill!.IsWaitingForCall)
        {
            _ = Libc.Receive(Descriptor, null, 0, FlagDontWait);
        }
    }

    /// <summary>Requests the kernel could not hand over since no frame was free, and those that came broken (struct xdp_statistics).</summary>
    public long Dropped()
    {
        var statistics = stackalloc ulong[6];
        var length = 6u * sizeof(ulong);
        return Libc.GetSocketOption(Descriptor, LevelXdp, OptionXdpStatistics, statistics, &length) == 0 ? (long)(statistics[0] + statistics[3] + statistics[4]) : 0;
    }

    public void Dispose()
    {
        received?.Dispose();
        sending?.Dispose();
        fill?.Dispose();
        completion?.Dispose();
        _ = Libc.Close(Descriptor);
        MemoryMap.Release(frames, MemoryLength);
    }

    // Headers, and the beginning of the message: what most queries fill.
    private static void Prefetch(byte* frame)
    {
        Sse.Prefetch0(frame);
        Sse.Prefetch0(frame + 64);
    }

    // A driver without a path of its own sends a few dozen frames a call (net/xdp/xsk.c), so it is called until none is left, or it is stuck.
    private void CallForSending()
    {
        for (var before = int.MaxValue; sending!.IsWaitingForCall && sending.Pending is > 0 and var left && left < before; before = left)
        {
            _ = Libc.Send(Descriptor, null, 0, FlagDontWait);
        }
    }

    private void Reclaim()
    {
        var done = completion!.Available;
        for (var i = 0; i < done; i++)
        {
            free[freeCount++] = completion.Next();
        }

        completion.Release();
    }

    // struct xdp_umem_reg, without what later kernels appended.
    private bool TryRegister()
    {
        var register = stackalloc ulong[4];
        (register[0], register[1], register[2], register[3]) = ((ulong)frames, MemoryLength, FrameLength, 0);
        return Libc.SetSocketOption(Descriptor, LevelXdp, OptionXdpMemory, (int*)register, 4 * sizeof(ulong)) == 0;
    }

    private bool TryMapRings()
    {
        const long sendPage = 0x8000_0000;
        const long fillPage = 0x1_0000_0000;
        const long completionPage = 0x1_8000_0000;
        foreach (var ring in (ReadOnlySpan<int>)[OptionXdpFillRing, OptionXdpCompletionRing, OptionXdpReceiveRing, OptionXdpSendRing])
        {
            var size = FrameCount;
            if (Libc.SetSocketOption(Descriptor, LevelXdp, ring, &size, sizeof(int)) != 0)
            {
                return false;
            }
        }

        var offsets = stackalloc XdpRingOffsets[4];
        var length = (uint)(4 * sizeof(XdpRingOffsets));
        if (Libc.GetSocketOption(Descriptor, LevelXdp, OptionXdpOffsets, offsets, &length) != 0
            || (received = XdpRing<XdpDescriptor>.TryMap(Descriptor, in offsets[0], FrameCount, 0)) is null
            || (sending = XdpRing<XdpDescriptor>.TryMap(Descriptor, in offsets[1], FrameCount, sendPage)) is null
            || (fill = XdpRing<ulong>.TryMap(Descriptor, in offsets[2], FrameCount, fillPage)) is null
            || (completion = XdpRing<ulong>.TryMap(Descriptor, in offsets[3], FrameCount, completionPage)) is null)
        {
            return false;
        }

        for (ulong i = 0; i < FrameCount; i++)
        {
            fill.Next() = i * FrameLength;
            free[freeCount++] = (FrameCount + i) * FrameLength;
        }

        fill.Publish();
        return true;
    }

    // struct sockaddr_xdp: family and flags, interface, queue, no shared memory.
    private bool TryBind(int interfaceIndex, int queue, bool mayAvoidCopy)
    {
        const ushort copy = 2;
        const ushort needWakeup = 8;
        var address = stackalloc int[4];
        ((ushort*)address)[0] = FamilyXdp;
        ((ushort*)address)[1] = (ushort)(needWakeup | (mayAvoidCopy ? 0 : copy));
        (address[1], address[2], address[3]) = (interfaceIndex, queue, 0);
        var flags = 0;
        var length = (uint)sizeof(int);
        if (Libc.Bind(Descriptor, (byte*)address, 4 * sizeof(int)) != 0)
        {
            return false;
        }

        IsZeroCopy = Libc.GetSocketOption(Descriptor, LevelXdp, OptionXdpOptions, &flags, &length) == 0 && (flags & 1) != 0;
        return true;
    }
}
