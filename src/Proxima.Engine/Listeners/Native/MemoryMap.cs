using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Proxima.Engine.Listeners.Native;

/// <summary>A stretch of addresses under which files come and go: mapping one over another is a single step for every reader (mmap(2), MAP_FIXED).</summary>
internal static unsafe class MemoryMap
{
    private const int Read = 1;
    private const int ReadWrite = 3;
    private const int Shared = 0x01;
    private const int Private = 0x02;
    private const int Fixed = 0x10;
    private const int Anonymous = 0x20;
    private const int ReadAhead = 0x8000;

    /// <summary>Addresses of their own, reading as zero.</summary>
    public static byte* Reserve(int length) => Checked(Libc.Map(null, (nuint)length, Read, Private | Anonymous, -1, 0));

    /// <summary>A whole file, at any address; null where it is empty, which has nothing to map.</summary>
    public static byte* Whole(SafeFileHandle file, long length, bool isWritable) => length == 0
        ? null
        : Checked(Libc.Map(null, (nuint)length, isWritable ? ReadWrite : Read, Shared, (int)file.DangerousGetHandle(), 0));

    /// <summary>Puts the file's beginning over what is there.</summary>
    public static void Over(byte* start, int length, SafeFileHandle file, bool isWritable) =>
        Checked(Libc.Map(start, (nuint)length, isWritable ? ReadWrite : Read, Shared | Fixed, (int)file.DangerousGetHandle(), 0));

    /// <summary>Puts zeros over what is there.</summary>
    public static void Clear(byte* start, int length) => Checked(Libc.Map(start, (nuint)length, Read, Private | Fixed | Anonymous, -1, 0));

    /// <summary>A ring of an AF_XDP socket; null with the last error set.</summary>
    public static byte* TryMapRing(int socket, nuint length, long page) => OrNull(Libc.Map(null, length, ReadWrite, Shared | ReadAhead, socket, page));

    /// <summary>Memory for the frames of an AF_XDP socket, there at once; null with the last error set.</summary>
    public static byte* TryMapFrames(nuint length) => OrNull(Libc.Map(null, length, ReadWrite, Private | Anonymous | ReadAhead, -1, 0));

    /// <summary>Enters all pages of a mapping at once, instead of one fault each when they are first read (madvise(2), from Linux 5.14); else they come one by one.</summary>
    public static void Populate(byte* start, long length)
    {
        const int populateForReading = 22;
        _ = Libc.Advise(start, (nuint)length, populateForReading);
    }

    public static void Release(byte* start, nuint length)
    {
        if (start is not null)
        {
            _ = Libc.Unmap(start, length);
        }
    }

    private static byte* OrNull(byte* result) => (nint)result == -1 ? null : result;

    private static byte* Checked(byte* result) => (nint)result == -1
        ? throw new IOException($"cannot map {Marshal.GetLastPInvokeErrorMessage()}")
        : result;
}
