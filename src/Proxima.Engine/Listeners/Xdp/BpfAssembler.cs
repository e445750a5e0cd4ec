using System.Runtime.InteropServices;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>One instruction of the kernel's virtual machine (RFC 9669 section 3.1).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BpfInstruction(byte Opcode, byte Registers, short Offset, int Immediate);

/// <summary>The registers by what the calling convention makes of them (RFC 9669 section 2): the context comes in <see cref="R1"/>, calls destroy R1 to R5.</summary>
internal enum BpfRegister : byte
{
    Result = 0, R1 = 1, R2 = 2, R3 = 3, R4 = 4, R5 = 5, R6 = 6, R7 = 7, R8 = 8, R9 = 9,
}

/// <summary>Octets of a load.</summary>
internal enum BpfSize : byte
{
    Word = 0x00, Half = 0x08, Byte = 0x10,
}

/// <summary>Writes a program instruction by instruction. Jumps name a label, which stands further on: the kernel sees to it that a program ends.</summary>
internal sealed class BpfAssembler
{
    private const byte ClassLoad = 0x01;
    private const byte ClassJump32 = 0x06;
    private const byte Immediate64 = 0x18;
    private const byte MapDescriptor = 1;

    private readonly List<BpfInstruction> instructions = [];
    private readonly List<(int At, string Label)> jumps = [];
    private readonly Dictionary<string, int> labels = [];

    public void Move(BpfRegister to, BpfRegister from) => Add(0xBF, to, from, 0, 0);

    public void Move(BpfRegister to, int value) => Add(0xB7, to, 0, 0, value);

    public void Add(BpfRegister to, int value) => Add(0x07, to, 0, 0, value);

    public void And(BpfRegister to, int mask) => Add(0x57, to, 0, 0, mask);

    /// <summary>Loads what lies at an address plus offset, in the machine's own octet order.</summary>
    public void Load(BpfSize size, BpfRegister to, BpfRegister address, int offset) => Add((byte)(0x60 | ClassLoad | (byte)size), to, address, (short)offset, 0);

    public void LoadMap(BpfRegister to, int descriptor)
    {
        Add(Immediate64, to, (BpfRegister)MapDescriptor, 0, descriptor);
        Add(0, 0, 0, 0, 0);
    }

    public void Jump(string label) => Add(0x05, 0, 0, label, 0);

    /// <summary>Compares whole registers: for addresses in the packet.</summary>
    public void JumpIfAbove(BpfRegister left, BpfRegister right, string label) => Add(0x2D, left, right, label, 0);

    /// <summary>Compares the lower 32 bits, as all constants here are.</summary>
    public void JumpIfEqual(BpfRegister left, int value, string label) => Add(0x10 | ClassJump32, left, 0, label, value);

    /// <inheritdoc cref="JumpIfEqual"/>
    public void JumpIfNotEqual(BpfRegister left, int value, string label) => Add(0x50 | ClassJump32, left, 0, label, value);

    /// <summary>Calls a function of the kernel by its number (bpf-helpers(7)).</summary>
    public void Call(int function) => Add(0x85, 0, 0, 0, function);

    public void Exit() => Add(0x95, 0, 0, 0, 0);

    public void Label(string label) => labels.Add(label, instructions.Count);

    public BpfInstruction[] Assemble()
    {
        foreach (var (at, label) in jumps)
        {
            instructions[at] = instructions[at] with { Offset = checked((short)(labels[label] - at - 1)) };
        }

        return [.. instructions];
    }

    private void Add(byte opcode, BpfRegister to, BpfRegister from, string label, int value)
    {
        jumps.Add((instructions.Count, label));
        Add(opcode, to, from, 0, value);
    }

    private void Add(byte opcode, BpfRegister to, BpfRegister from, short offset, int value) =>
        instructions.Add(new BpfInstruction(opcode, (byte)((byte)to | ((byte)from << 4)), offset, value));
}
