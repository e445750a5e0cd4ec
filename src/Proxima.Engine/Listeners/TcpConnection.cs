using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Listeners.Native;
using Proxima.Engine.Snapshots;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Engine.Listeners;

/// <summary>
/// One slot for a connection, made once and used again; its memory only while it is not idle. Queries come in as they are (each behind two octets of length, split anywhere)
/// and are answered in order; while answers wait to be fetched and there is no room for another, nothing more is read.
/// <code>
///   recv -> |unread queries ...     | -> answer -> |answers not sent yet ...          | -> send
///             16 KiB                                 two of the longest messages
/// </code>
/// </summary>
internal sealed unsafe class TcpConnection(TcpBuffers buffers)
{
    /// <summary>Also the longest query taken, less two octets, and so the bound of queries in flight: some 1,100 of the shortest.</summary>
    public const int InputCapacity = 16 * 1024;

    /// <summary>A message behind its length (RFC 1035 section 4.2.2).</summary>
    private const int LongestMessage = 2 + ushort.MaxValue;

    private const int OutputCapacity = 2 * LongestMessage;

    // Null while idle. Pages are taken from the system when first touched, so a short answer costs one.
    private byte* input;
    private byte* output;
    private Prefix sender;
    private int inputLength;
    private int outputStart;
    private int outputEnd;
    private bool hasInputEnded;

    /// <summary>Octets of the buffer that a connection needs while it is not idle.</summary>
    public static int BufferLength => InputCapacity + OutputCapacity;

    /// <summary>Octets of <see cref="WriteUnfinished"/> at most.</summary>
    public static int MostUnfinished => sizeof(int) + BufferLength;

    /// <summary>Below 0: the slot is free.</summary>
    public int Descriptor { get; private set; } = -1;

    public bool IsOpen => Descriptor >= 0;

    /// <summary>Which of the listen addresses it came to.</summary>
    public int Door { get; private set; }

    /// <summary>Whom the limit per client counts this for.</summary>
    public Prefix Client { get; private set; }

    /// <summary>Timestamp by which the next complete query must have come.</summary>
    public long Deadline { get; set; }

    /// <summary>The handshake's RTT is in the report: once for each connection.</summary>
    public bool HasToldRtt { get; set; }

    /// <summary>Whose RTT it is: what the report keeps of the sender, /24 or /48.</summary>
    public Prefix Network => sender.Truncate(sender.IsIPv6 ? 48 : 24);

    /// <summary>
    /// The least RTT the kernel has seen on this connection (tcpi_min_rtt of struct tcp_info, linux/tcp.h): before anything was sent, that of
    /// the handshake. Unknown when the SYN-ACK had to be sent again, since nobody knows which one was answered.
    /// </summary>
    public Rtt ReadLeastRtt()
    {
        const int leastRttOffset = 148;
        var octets = stackalloc byte[leastRttOffset + sizeof(uint)];
        var length = (uint)(leastRttOffset + sizeof(uint));
        return Libc.GetSocketOption(Descriptor, LevelTcp, OptionTcpInfo, octets, &length) == 0 && length == leastRttOffset + sizeof(uint)
            ? new Rtt(*(uint*)(octets + leastRttOffset))
            : Rtt.Unknown;
    }

    /// <summary>Nothing half read and nothing unsent: closing it now loses nobody's answer.</summary>
    public bool IsIdle => inputLength == 0 && outputStart == outputEnd;

    /// <summary>What is waited for now.</summary>
    public int Awaited { get; set; }

    /// <summary>What to wait for next.</summary>
    public int Interest => (hasInputEnded || inputLength == InputCapacity || !HasRoomForAnswer ? 0 : PollReadable) | (outputStart < outputEnd ? PollWritable : 0);

    private bool HasRoomForAnswer => OutputCapacity - outputEnd >= LongestMessage;

    private bool HasCompleteQuery =>
        inputLength >= 2 && inputLength - 2 >= BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(input, 2));

    public static Prefix ClientOf(in Prefix sender) => sender.IsIPv6 ? sender.Truncate(64) : sender;

    public void Open(int descriptor, in Prefix from, int door)
    {
        (Descriptor, sender, Client, Door) = (descriptor, from, ClientOf(from), door);
        (inputLength, outputStart, outputEnd, hasInputEnded, HasToldRtt) = (0, 0, 0, false, false);
    }

    public void Close()
    {
        _ = Libc.Close(Descriptor);
        Descriptor = -1;
        GiveBack();
    }

    /// <summary>After a turn: an idle connection needs no memory.</summary>
    public void Rest()
    {
        if (IsIdle)
        {
            GiveBack();
        }
    }

    /// <summary>Reads once what has come. False: the connection is broken.</summary>
    public bool Receive()
    {
        var room = InputCapacity - inputLength;
        if (room == 0 || hasInputEnded)
        {
            return true;
        }

        TakeMemory();
        var count = (int)Libc.Receive(Descriptor, input + inputLength, (nuint)room, FlagDontWait);
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() is ErrorTryAgain or ErrorInterrupted;
        }

        hasInputEnded = count == 0;
        inputLength += count;
        return true;
    }

    /// <summary>True when queries wait that <see cref="Answer"/> would answer at once.</summary>
    public bool CanGoOn => HasRoomForAnswer && HasCompleteQuery;

    /// <summary>Answers every complete query there is room for; returns how many, or -1: the client sends a query longer than we take.</summary>
    public int Answer(Snapshot? snapshot, WorkerSeat seat)
    {
        var (answered, read) = (0, 0);
        while (inputLength - read >= 2 && HasRoomForAnswer)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(input + read, 2));
            if (length > InputCapacity - 2)
            {
                return -1;
            }

            if (inputLength - read - 2 < length)
            {
                break;
            }

            var request = new ReadOnlySpan<byte>(input + read + 2, length);
            var written = seat.Answer(snapshot, request, sender, Transport.Tcp, new Span<byte>(output + outputEnd + 2, ushort.MaxValue));
            if (written > 0)
            {
                BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(output + outputEnd, 2), (ushort)written);
                outputEnd += 2 + written;
            }

            read += 2 + length;
            answered++;
        }

        inputLength -= read;
        new Span<byte>(input + read, inputLength).CopyTo(new Span<byte>(input, inputLength));
        return answered;
    }

    /// <summary>Sends what the peer takes. False: broken, or the peer has ended its side and has everything it asked for.</summary>
    public bool Send()
    {
        while (outputStart < outputEnd)
        {
            var count = (int)Libc.Send(Descriptor, output + outputStart, (nuint)(outputEnd - outputStart), FlagDontWait | FlagNoSignal);
            if (count < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == ErrorInterrupted)
                {
                    continue;
                }

                return error == ErrorTryAgain;
            }

            outputStart += count;
        }

        (outputStart, outputEnd) = (0, 0);
        return !hasInputEnded || HasCompleteQuery;
    }

    /// <summary>
    /// Writes what another process needs to go on here, into at least <see cref="MostUnfinished"/> octets, and returns its length; 0: nothing but the descriptor.
    /// <code>
    ///   octets of input 4 | unread queries | answers not sent yet
    /// </code>
    /// </summary>
    public int WriteUnfinished(Span<byte> to)
    {
        if (IsIdle)
        {
            return 0;
        }

        var unsent = new ReadOnlySpan<byte>(output + outputStart, outputEnd - outputStart);
        BinaryPrimitives.WriteInt32LittleEndian(to, inputLength);
        new ReadOnlySpan<byte>(input, inputLength).CopyTo(to[sizeof(int)..]);
        unsent.CopyTo(to[(sizeof(int) + inputLength)..]);
        return sizeof(int) + inputLength + unsent.Length;
    }

    /// <summary>Goes on where another process was. False: that cannot be what it wrote.</summary>
    public bool Continue(ReadOnlySpan<byte> unfinished)
    {
        if (unfinished.Length < sizeof(int)
            || BinaryPrimitives.ReadInt32LittleEndian(unfinished) is var unread && (unread < 0 || unread > Math.Min(InputCapacity, unfinished.Length - sizeof(int)))
            || unfinished.Length - sizeof(int) - unread > OutputCapacity)
        {
            return false;
        }

        TakeMemory();
        (inputLength, outputEnd) = (unread, unfinished.Length - sizeof(int) - unread);
        unfinished.Slice(sizeof(int), unread).CopyTo(new Span<byte>(input, unread));
        unfinished[(sizeof(int) + unread)..].CopyTo(new Span<byte>(output, outputEnd));
        return true;
    }

    /// <summary>The client sees the end behind the last answer. It may still send: until <see cref="HasPeerEnded"/> closing could take back an answer it has not read.</summary>
    public void EndWriting() => _ = Libc.Shutdown(Descriptor, ShutdownWriting);

    /// <summary>Throws away what has come; true once the client has ended its side, or the connection is broken.</summary>
    public bool HasPeerEnded()
    {
        const int most = 64;
        var octets = stackalloc byte[1024];
        nint count = 1;
        for (var i = 0; i < most && count > 0; i++)
        {
            count = Libc.Receive(Descriptor, octets, 1024, FlagDontWait);
        }

        return count == 0 || (count < 0 && Marshal.GetLastPInvokeError() is not (ErrorTryAgain or ErrorInterrupted));
    }

    private void TakeMemory()
    {
        if (input is null)
        {
            input = buffers.Take();
            output = input + InputCapacity;
        }
    }

    private void GiveBack()
    {
        if (input is not null)
        {
            buffers.Return(input);
            input = output = null;
        }
    }
}
