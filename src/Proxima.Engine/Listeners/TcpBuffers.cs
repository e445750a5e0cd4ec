using System.Runtime.InteropServices;

namespace Proxima.Engine.Listeners;

/// <summary>
/// Memory for connections that have something half read or not sent yet. An idle connection has none, so thousands of them cost their sockets; and those
/// that ask by turns share what the processor's caches hold already.
/// </summary>
internal sealed unsafe class TcpBuffers(int length) : IDisposable
{
    /// <summary>Kept for the next; more go back to the system.</summary>
    private const int MostKept = 64;

    private readonly nint[] kept = new nint[MostKept];
    private int count;

    public byte* Take() => count > 0 ? (byte*)kept[--count] : (byte*)NativeMemory.Alloc((nuint)length);

    public void Return(byte* buffer)
    {
        if (count < MostKept)
        {
            kept[count++] = (nint)buffer;
        }
        else
        {
            NativeMemory.Free(buffer);
        }
    }

    public void Dispose()
    {
        while (count > 0)
        {
            NativeMemory.Free((void*)kept[--count]);
        }
    }
}
