using System.Runtime.InteropServices;
using System.Text;
using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>The parts of bpf(2) that one redirect program needs. Each returns a descriptor, or below 0 with the last error set.</summary>
internal static unsafe class Bpf
{
    private const int CommandCreateMap = 0;
    private const int CommandUpdate = 2;
    private const int CommandLoad = 5;
    private const int CommandCreateLink = 28;
    private const int MapOfSockets = 17;
    private const int ProgramXdp = 6;
    private const int AttachXdp = 37;
    private const int AttributeLength = 128;

    // What the verifier says is for us, not for the log: our program is the same everywhere.
    private const int LogLength = 64 * 1024;

    public static int CreateSocketMap(int queues)
    {
        var attribute = stackalloc int[AttributeLength / sizeof(int)];
        Clear(attribute);
        (attribute[0], attribute[1], attribute[2], attribute[3]) = (MapOfSockets, sizeof(int), sizeof(int), queues);
        return Libc.Bpf(CommandCreateMap, attribute, AttributeLength);
    }

    /// <summary>Says what the verifier objected to in <paramref name="objection"/>, empty when it was not asked.</summary>
    public static int Load(ReadOnlySpan<BpfInstruction> program, out string objection)
    {
        var attribute = stackalloc int[AttributeLength / sizeof(int)];
        Clear(attribute);
        var log = (byte*)NativeMemory.AllocZeroed(LogLength);
        fixed (BpfInstruction* instructions = program)
        fixed (byte* license = "Dual MIT/GPL\0"u8)
        {
            (attribute[0], attribute[1]) = (ProgramXdp, program.Length);
            ((ulong*)attribute)[1] = (ulong)instructions;
            ((ulong*)attribute)[2] = (ulong)license;
            (attribute[6], attribute[7]) = (1, LogLength);
            ((ulong*)attribute)[4] = (ulong)log;
            var descriptor = Libc.Bpf(CommandLoad, attribute, AttributeLength);
            var error = Marshal.GetLastPInvokeError();
            objection = descriptor < 0 ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(log)) : string.Empty;
            NativeMemory.Free(log);
            Marshal.SetLastPInvokeError(error);
            return descriptor;
        }
    }

    public static int Update(int map, int key, int value)
    {
        var attribute = stackalloc int[AttributeLength / sizeof(int)];
        Clear(attribute);
        attribute[0] = map;
        ((ulong*)attribute)[1] = (ulong)&key;
        ((ulong*)attribute)[2] = (ulong)&value;
        return Libc.Bpf(CommandUpdate, attribute, AttributeLength);
    }

    /// <summary>Attaches a program to an interface for as long as the descriptor is open: it cannot outlive this process, however it ends.</summary>
    public static int CreateLink(int program, int interfaceIndex, int mode)
    {
        var attribute = stackalloc int[AttributeLength / sizeof(int)];
        Clear(attribute);
        (attribute[0], attribute[1], attribute[2], attribute[3]) = (program, interfaceIndex, AttachXdp, mode);
        return Libc.Bpf(CommandCreateLink, attribute, AttributeLength);
    }

    private static void Clear(int* attribute) => new Span<int>(attribute, AttributeLength / sizeof(int)).Clear();
}
