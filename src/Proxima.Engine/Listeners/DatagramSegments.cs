using System.Runtime.InteropServices;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// Several datagrams to one client as one message (UDP_SEGMENT, "generic segmentation offload"): they cross the kernel's stack once, are
/// cut apart at the end of it or by the network card, and arrive as if they had been sent singly. All have the length of the first, only the last may
/// be shorter. A forwarder, which asks much from few ports, is answered so; resolvers ask from a new port each time and are not.
/// <code>
///   control:  which of our addresses, where told | length 8, level 4, type 4, octets of a datagram 2
/// </code>
/// </summary>
internal static unsafe class DatagramSegments
{
    /// <summary>A longer one might not fit into a packet of the way out, and may not be cut further (a payload of IPv6's smallest MTU, RFC 8200 section 5).</summary>
    public const int MaxSegment = 1232;

    /// <summary>Most datagrams of one message: UDP_MAX_SEGMENTS of the kernels since 4.18.</summary>
    public const int MaxSegments = 64;

    /// <summary>Together they must fit into the largest IP packet.</summary>
    public const int MaxTotal = 65_000;

    private const int HeaderLength = 16;
    private const int StatementLength = HeaderLength + 8;

    /// <summary>
    /// Takes the response behind the message's last into it, if it goes to the same port from the same address of ours, and the lengths allow it.
    /// </summary>
    public static bool TryJoin(ref BatchedMessage message, in BatchedMessage request)
    {
        var count = message.BufferCount;
        var segment = message.Buffers[0].Length;
        var length = message.Buffers[count].Length;
        if (!IsSame(message.Address, message.AddressLength, request.Address, request.AddressLength)
            || !IsSame(message.Control, message.ControlLength, request.Control, request.ControlLength)
            || segment > MaxSegment || length > segment || message.Buffers[count - 1].Length < segment
            || count == MaxSegments || ((count + 1) * segment) > MaxTotal)
        {
            return false;
        }

        message.BufferCount++;
        return true;
    }

    /// <summary>Before sending: says where a message of several is to be cut.</summary>
    public static void State(ref BatchedMessage message)
    {
        if (message.BufferCount == 1)
        {
            return;
        }

        // Control messages begin at multiples of 8 (cmsg(3)).
        message.ControlLength = (message.ControlLength + 7) & ~(nuint)7;
        var statement = message.Control + message.ControlLength;
        *(nuint*)statement = HeaderLength + sizeof(ushort);
        *(int*)(statement + 8) = LevelUdp;
        *(int*)(statement + 12) = OptionUdpSegment;
        *(ushort*)(statement + HeaderLength) = (ushort)message.Buffers[0].Length;
        message.ControlLength += StatementLength;
    }

    /// <summary>
    /// Sends the datagrams of a message one by one: where a path has no segmentation (IPsec), a smaller MTU, or a kernel does not know of it. Returns how many
    /// were refused.
    /// </summary>
    public static int SendApart(int descriptor, in BatchedMessage message)
    {
        var refused = 0;
        for (nuint i = 0; i < message.BufferCount; i++)
        {
            var one = message with { Buffers = message.Buffers + i, BufferCount = 1, ControlLength = message.ControlLength - StatementLength };
            int sent;
            do
            {
                sent = Libc.SendMany(descriptor, &one, 1, FlagNoSignal);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted);
            refused += sent == 1 ? 0 : 1;
        }

        return refused;
    }

    private static bool IsSame(byte* one, nuint length, byte* other, nuint otherLength) =>
        length == otherLength && new ReadOnlySpan<byte>(one, (int)length).SequenceEqual(new ReadOnlySpan<byte>(other, (int)length));
}
