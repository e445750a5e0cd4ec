using System.Runtime.InteropServices;

namespace Proxima.Engine.Listeners.Native;

/// <summary>
/// The system calls that the base library has no form of: batches of datagrams, readiness of many sockets, a map put over another. Linux,
/// 64 bits, x86-64 and arm64: every number and layout used here is the same on both, unless said. Errors are return values.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int descriptor, byte* address, uint length);

    [LibraryImport(Library, EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(int descriptor, int backlog);

    [LibraryImport(Library, EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(int descriptor, byte* address, uint* length, int flags);

    [LibraryImport(Library, EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetSocketName(int descriptor, byte* address, uint* length);

    [LibraryImport(Library, EntryPoint = "getpeername", SetLastError = true)]
    public static partial int GetPeerName(int descriptor, byte* address, uint* length);

    [LibraryImport(Library, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(int descriptor, int level, int option, int* value, uint length);

    [LibraryImport(Library, EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSocketOption(int descriptor, int level, int option, void* value, uint* length);

    [LibraryImport(Library, EntryPoint = "if_nametoindex", SetLastError = true)]
    public static partial uint InterfaceIndex(byte* name);

    [LibraryImport(Library, EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(int descriptor, BatchedMessage* messages, uint count, int flags, void* timeout);

    [LibraryImport(Library, EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int SendMany(int descriptor, BatchedMessage* messages, uint count, int flags);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int poll, int operation, int descriptor, byte* change);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int poll, byte* events, int capacity, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial byte* Map(byte* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(byte* start, nuint length, int advice);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(byte* address, nuint length);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    public static partial int Stat(int folder, byte* path, int flags, uint mask, byte* result);

    /// <summary>bpf(2), which the C library has no function for.</summary>
    public static int Bpf(int command, void* attribute, int length) =>
        (int)SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 321 : 280, command, attribute, length, 0);

    /// <summary>sched_getattr(2), likewise.</summary>
    public static int GetScheduling(int thread, void* scheduling, int length) =>
        (int)SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 315 : 275, thread, scheduling, length, 0);

    /// <summary>sched_setattr(2), likewise.</summary>
    public static int SetScheduling(int thread, void* scheduling) =>
        (int)SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 314 : 274, thread, scheduling, 0, 0);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "getsid")]
    public static partial int SessionOf(int process);

    [LibraryImport(Library, EntryPoint = "gettid")]
    public static partial int ThreadId();

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, void* second, nint third, nint fourth);

    /// <summary>A clock that goes on evenly, from any beginning.</summary>
    public static long NowNs() => ReadClock(1);

    /// <summary>The processor time that the calling thread has used.</summary>
    public static long ThreadTimeNs() => ReadClock(3);

    [LibraryImport(Library, EntryPoint = "nanosleep")]
    public static partial int Sleep(long* length, long* left);

    [LibraryImport(Library, EntryPoint = "prctl")]
    public static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport(Library, EntryPoint = "sched_setaffinity", SetLastError = true)]
    public static partial int SetAffinity(int thread, nuint length, byte* cores);

    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    private static partial int ClockTime(int clock, long* secondsAndNanoseconds);

    private static long ReadClock(int clock)
    {
        var time = stackalloc long[2];
        return ClockTime(clock, time) == 0 ? (time[0] * 1_000_000_000) + time[1] : 0;
    }
}
