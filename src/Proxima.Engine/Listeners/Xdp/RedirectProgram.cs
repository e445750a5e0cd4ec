using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// What runs in the driver for every frame: a whole UDP datagram for one of our addresses and ports goes to the socket of its receive queue,
/// everything else on its way as if there were no program. To the kernel go TCP, ICMP, neighbour discovery, other ports and addresses,
/// fragments, IPv4 options, IPv6 extension headers, frames that are not for our own Ethernet address, and what has more than two VLAN tags.
/// <code>
///   Ethernet (ours?) --> VLAN tag, VLAN tag --> IPv4: no options, whole, UDP --> address and port ours? --> socket of the queue
///                                          '--> IPv6: UDP at once            --'
/// </code>
/// </summary>
internal static class RedirectProgram
{
    /// <summary>Most addresses: they are compared one after the other.</summary>
    public const int MaxAddresses = 64;

    private const int ActionPass = 2;
    private const int RedirectMap = 51;
    private const int Udp = 17;

    // Of the context (struct xdp_md in linux/bpf.h).
    private const int FrameStart = 0;
    private const int FrameEnd = 4;
    private const int ReceiveQueue = 16;

    private const BpfRegister Context = BpfRegister.R6;

    /// <summary>Where the network header begins.</summary>
    private const BpfRegister Network = BpfRegister.R7;
    private const BpfRegister Start = BpfRegister.R2;
    private const BpfRegister End = BpfRegister.R3;
    private const BpfRegister Value = BpfRegister.R5;

    /// <summary><paramref name="sockets"/>: the descriptor of the map from queue to socket.</summary>
    public static BpfInstruction[] Build(ReadOnlySpan<byte> ethernetAddress, IReadOnlyList<IPEndPoint> addresses, int sockets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addresses.Count, MaxAddresses, nameof(addresses));
        var program = new BpfAssembler();
        program.Move(Context, BpfRegister.R1);
        program.Load(BpfSize.Word, Start, Context, FrameStart);
        program.Load(BpfSize.Word, End, Context, FrameEnd);
        program.Move(Network, Start);
        Take(program, 14);
        CompareWords(program, Start, 0, ethernetAddress[..4], "pass");
        program.Load(BpfSize.Half, Value, Start, 4);
        program.JumpIfNotEqual(Value, MemoryMarshal.Read<ushort>(ethernetAddress[4..]), "pass");
        program.Load(BpfSize.Half, Value, Network, -2);
        Untag(program, "first");
        Untag(program, "second");
        program.JumpIfEqual(Value, Wire(0x0800), "ipv4");
        program.JumpIfEqual(Value, Wire(0x86DD), "ipv6");
        program.Jump("pass");
        AddIPv4(program, addresses);
        AddIPv6(program, addresses);
        program.Label("redirect");
        program.LoadMap(BpfRegister.R1, sockets);
        program.Load(BpfSize.Word, BpfRegister.R2, Context, ReceiveQueue);

        // What becomes of it when the queue has no socket.
        program.Move(BpfRegister.R3, ActionPass);
        program.Call(RedirectMap);
        program.Exit();
        program.Label("pass");
        program.Move(BpfRegister.Result, ActionPass);
        program.Exit();
        return program.Assemble();
    }

    private static void AddIPv4(BpfAssembler program, IReadOnlyList<IPEndPoint> addresses)
    {
        program.Label("ipv4");
        Need(program, 28);
        program.Load(BpfSize.Byte, Value, Network, 0);
        program.JumpIfNotEqual(Value, 0x45, "pass");
        program.Load(BpfSize.Byte, Value, Network, 9);
        program.JumpIfNotEqual(Value, Udp, "pass");
        program.Load(BpfSize.Half, Value, Network, 6);
        program.And(Value, Wire(0x3FFF));
        program.JumpIfNotEqual(Value, 0, "pass");
        AddAddresses(program, addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork), addressAt: 16, portAt: 22);
    }

    private static void AddIPv6(BpfAssembler program, IReadOnlyList<IPEndPoint> addresses)
    {
        program.Label("ipv6");
        Need(program, 48);
        program.Load(BpfSize.Byte, Value, Network, 6);
        program.JumpIfNotEqual(Value, Udp, "pass");
        AddAddresses(program, addresses.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6), addressAt: 24, portAt: 42);
    }

    private static void AddAddresses(BpfAssembler program, IEnumerable<IPEndPoint> addresses, int addressAt, int portAt)
    {
        foreach (var address in addresses)
        {
            var next = $"behind {address}";
            program.Load(BpfSize.Half, Value, Network, portAt);
            program.JumpIfNotEqual(Value, Wire((ushort)address.Port), next);
            CompareWords(program, Network, addressAt, address.Address.GetAddressBytes(), next);
            program.Jump("redirect");
            program.Label(next);
        }

        program.Jump("pass");
    }

    private static void CompareWords(BpfAssembler program, BpfRegister at, int offset, ReadOnlySpan<byte> octets, string unlike)
    {
        for (var i = 0; i < octets.Length; i += 4)
        {
            program.Load(BpfSize.Word, Value, at, offset + i);
            program.JumpIfNotEqual(Value, MemoryMarshal.Read<int>(octets[i..]), unlike);
        }
    }

    // The type of the frame stands before the network header; a tag puts 4 octets before it (IEEE 802.1Q, 802.1ad).
    private static void Untag(BpfAssembler program, string tag)
    {
        program.JumpIfEqual(Value, Wire(0x8100), tag);
        program.JumpIfEqual(Value, Wire(0x88A8), tag);
        program.Jump($"no {tag}");
        program.Label(tag);
        Take(program, 4);
        program.Load(BpfSize.Half, Value, Network, -2);
        program.Label($"no {tag}");
    }

    private static void Take(BpfAssembler program, int octets)
    {
        program.Add(Network, octets);
        program.JumpIfAbove(Network, End, "pass");
    }

    private static void Need(BpfAssembler program, int octets)
    {
        program.Move(BpfRegister.R4, Network);
        program.Add(BpfRegister.R4, octets);
        program.JumpIfAbove(BpfRegister.R4, End, "pass");
    }

    // As a load of two octets in network order sees it.
    private static int Wire(ushort value) => (ushort)IPAddress.HostToNetworkOrder((short)value);
}
