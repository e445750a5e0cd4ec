using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// Native memory for one batch of datagrams in and out, made once for each worker.
/// <code>
///   request i:   address | control (which of our addresses it came to) | 4096 octets
///   response k:  4096 octets
///   message m:   one response or several for the same client, the address and control of the first request it answers
/// </code>
/// A response goes out with the request's own control message, so it leaves from the address that was asked (RFC 1123 section 2.3,
/// RFC 2181 section 4.1). Neighbouring responses to one client's port go through the kernel's stack as one, see <see cref="DatagramSegments"/>.
/// </summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>Datagrams taken and sent in one system call.</summary>
    public const int Capacity = 64;

    /// <summary>A longer request is dropped; no query the RFCs describe is near it.</summary>
    public const int MaxRequestLength = 4096;

    public const int MaxResponseLength = 4096;

    private const int ControlLength = 64;

    // Not a multiple of 4096, where the beginnings of all datagrams would share a few places of the processor's cache.
    private const int Stride = 4096 + 192;

    private readonly byte* memory;
    private readonly BatchedMessage* requests;
    private readonly BatchedMessage* messages;
    private readonly BufferSpan* responses;
    private readonly uint controlRoom;
    private int requestCount = Capacity;
    private int responseCount;
    private int messageCount;

    /// <summary><paramref name="tellsAddress"/>: whether a datagram comes with which of our addresses it was sent to.</summary>
    public DatagramBatch(bool tellsAddress)
    {
        const int addressLength = 32;
        const int each = (2 * (sizeof(long) * 8)) + (2 * 16) + addressLength + ControlLength + (2 * Stride);
        memory = (byte*)NativeMemory.AlignedAlloc(each * Capacity, 64);
        NativeMemory.Clear(memory, each * Capacity);
        requests = (BatchedMessage*)memory;
        messages = requests + Capacity;
        var buffers = (BufferSpan*)(messages + Capacity);
        responses = buffers + Capacity;
        controlRoom = tellsAddress ? (uint)ControlLength : 0;
        var addresses = (byte*)(responses + Capacity);
        var controls = addresses + (addressLength * Capacity);
        var octets = controls + (ControlLength * Capacity);
        for (var i = 0; i < Capacity; i++)
        {
            buffers[i] = new BufferSpan { Start = octets + (i * Stride), Length = MaxRequestLength };
            responses[i] = new BufferSpan { Start = octets + ((Capacity + i) * Stride) };
            requests[i] = new BatchedMessage
            {
                Address = addresses + (i * addressLength), Control = controls + (i * ControlLength), Buffers = buffers + i, BufferCount = 1,
            };
        }
    }

    /// <summary>Waits for at least one datagram unless told not to, takes what is there, and returns how many; below 0: the call failed, see the last error.</summary>
    public int Receive(int descriptor, bool wait)
    {
        // Only those that the last call touched.
        for (var i = 0; i < requestCount; i++)
        {
            requests[i].AddressLength = NativeAddress.MaxLength;
            requests[i].ControlLength = controlRoom;
        }

        (responseCount, messageCount) = (0, 0);
        var count = Libc.ReceiveMany(descriptor, requests, Capacity, wait ? FlagWaitForOne : FlagDontWait, null);
        requestCount = count < 0 ? Capacity : Math.Min(count + 1, Capacity);
        return count;
    }

    /// <summary>True when a datagram was longer than <see cref="MaxRequestLength"/>, or carries no sender: a wake-up at the end.</summary>
    public bool IsUnusable(int index) => (requests[index].Flags & FlagTruncated) != 0 || requests[index].AddressLength == 0;

    public ReadOnlySpan<byte> Request(int index) => new(requests[index].Buffers->Start, (int)requests[index].Length);

    public Prefix Sender(int index) => NativeAddress.ToPrefix(requests[index].Address);

    /// <summary>Where the next response is written; <see cref="Reply"/> takes it into the batch.</summary>
    public Span<byte> NextResponse => new(responses[responseCount].Start, MaxResponseLength);

    public void Reply(int index, int length)
    {
        ref var request = ref requests[index];
        var buffer = responses + responseCount++;
        buffer->Length = (nuint)length;
        PacketInfo.KeepAddressOnly(request.Control, request.ControlLength);
        if (messageCount > 0 && DatagramSegments.TryJoin(ref messages[messageCount - 1], in request))
        {
            return;
        }

        ref var message = ref messages[messageCount++];
        message.Buffers = buffer;
        message.BufferCount = 1;
        message.Address = request.Address;
        message.AddressLength = request.AddressLength;
        message.Control = request.Control;
        message.ControlLength = request.ControlLength;
    }

    /// <summary>Sends all replies. What the kernel refuses is passed over; returns how many that were.</summary>
    public int Send(int descriptor)
    {
        for (var i = 0; i < messageCount; i++)
        {
            DatagramSegments.State(ref messages[i]);
        }

        var (sent, refused) = (0, 0);
        while (sent < messageCount)
        {
            var count = Libc.SendMany(descriptor, messages + sent, (uint)(messageCount - sent), FlagNoSignal);
            if (count > 0)
            {
                sent += count;
            }
            else if (Marshal.GetLastPInvokeError() != ErrorInterrupted)
            {
                // The error belongs to the first of the rest: no route, port 0, a buffer that is full; or no way for several at once.
                refused += messages[sent].BufferCount == 1 ? 1 : DatagramSegments.SendApart(descriptor, in messages[sent]);
                sent++;
            }
        }

        return refused;
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
