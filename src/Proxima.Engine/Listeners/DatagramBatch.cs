using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// Native memory for one batch of datagrams in and out, made once for each worker.
/// <code>
///   request i:   address | control (which of our addresses it came to) | 4096 octets
///   response k:  the address and control of the request it answers     | 4096 octets
/// </code>
/// A response goes out with the request's own control message, so it leaves from the address that was asked (RFC 1123 section 2.3,
/// RFC 2181 section 4.1).
/// </summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>Datagrams taken and sent in one system call.</summary>
    public const int Capacity = 64;

    /// <summary>A longer request is dropped; no query the RFCs describe is near it.</summary>
    public const int MaxRequestLength = 4096;

    public const int MaxResponseLength = 4096;

    private const int ControlLength = 64;

    private readonly byte* memory;
    private readonly BatchedMessage* requests;
    private readonly BatchedMessage* responses;
    private int responseCount;

    public DatagramBatch()
    {
        const int addressLength = 32;
        const int each = (2 * (sizeof(long) * 8)) + (2 * 16) + addressLength + ControlLength + MaxRequestLength + MaxResponseLength;
        memory = (byte*)NativeMemory.AlignedAlloc(each * Capacity, 64);
        NativeMemory.Clear(memory, each * Capacity);
        requests = (BatchedMessage*)memory;
        responses = requests + Capacity;
        var buffers = (BufferSpan*)(responses + Capacity);
        var addresses = (byte*)(buffers + (2 * Capacity));
        var controls = addresses + (addressLength * Capacity);
        var octets = controls + (ControlLength * Capacity);
        for (var i = 0; i < Capacity; i++)
        {
            buffers[i] = new BufferSpan { Start = octets + (i * MaxRequestLength), Length = MaxRequestLength };
            buffers[Capacity + i] = new BufferSpan { Start = octets + (Capacity * MaxRequestLength) + (i * MaxResponseLength) };
            requests[i] = new BatchedMessage
            {
                Address = addresses + (i * addressLength), Control = controls + (i * ControlLength), Buffers = buffers + i, BufferCount = 1,
            };
            responses[i] = new BatchedMessage { Buffers = buffers + Capacity + i, BufferCount = 1 };
        }
    }

    /// <summary>Waits for at least one datagram unless told not to, takes what is there, and returns how many; below 0: the call failed, see the last error.</summary>
    public int Receive(int descriptor, bool wait)
    {
        for (var i = 0; i < Capacity; i++)
        {
            requests[i].AddressLength = NativeAddress.MaxLength;
            requests[i].ControlLength = ControlLength;
        }

        responseCount = 0;
        return Libc.ReceiveMany(descriptor, requests, Capacity, wait ? FlagWaitForOne : FlagDontWait, null);
    }

    /// <summary>True when a datagram was longer than <see cref="MaxRequestLength"/>, or carries no sender: a wake-up at the end.</summary>
    public bool IsUnusable(int index) => (requests[index].Flags & FlagTruncated) != 0 || requests[index].AddressLength == 0;

    public ReadOnlySpan<byte> Request(int index) => new(requests[index].Buffers->Start, (int)requests[index].Length);

    public Prefix Sender(int index) => NativeAddress.ToPrefix(requests[index].Address);

    /// <summary>Where the next response is written; <see cref="Reply"/> takes it into the batch.</summary>
    public Span<byte> NextResponse => new(responses[responseCount].Buffers->Start, MaxResponseLength);

    public void Reply(int index, int length)
    {
        ref var response = ref responses[responseCount++];
        ref var request = ref requests[index];
        response.Buffers->Length = (nuint)length;
        response.Address = request.Address;
        response.AddressLength = request.AddressLength;
        response.Control = request.Control;
        response.ControlLength = request.ControlLength;
        PacketInfo.KeepAddressOnly(request.Control, request.ControlLength);
    }

    /// <summary>Sends all replies. What the kernel refuses is passed over; returns how many that were.</summary>
    public int Send(int descriptor)
    {
        var (sent, refused) = (0, 0);
        while (sent < responseCount)
        {
            var count = Libc.SendMany(descriptor, responses + sent, (uint)(responseCount - sent), FlagNoSignal);
            if (count > 0)
            {
                sent += count;
            }
            else if (Marshal.GetLastPInvokeError() != ErrorInterrupted)
            {
                // The error belongs to the first of the rest: no route, port 0, a buffer that is full.
                sent++;
                refused++;
            }
        }

        return refused;
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
