using System.Runtime.InteropServices;

namespace Proxima.Engine.Listeners.Native;

/// <summary>struct mmsghdr of recvmmsg(2): one datagram's struct msghdr, and how many octets it had.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BatchedMessage
{
    public byte* Address;
    public uint AddressLength;
    public BufferSpan* Buffers;
    public nuint BufferCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;

    // The inner struct msghdr ends on a multiple of 8.
    private readonly int padding;
    public uint Length;
}

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferSpan
{
    public byte* Start;
    public nuint Length;
}
