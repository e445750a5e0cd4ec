using System.Net.Sockets;
using System.Runtime.InteropServices;
using Proxima.Engine.Listeners.Native;
using static Proxima.Engine.Listeners.Native.SocketConstants;

namespace Proxima.Load;

/// <summary>Connected UDP sockets, 64 datagrams a system call.</summary>
internal sealed unsafe class UdpLoad : ILoadSockets
{
    private const int Batch = 64;
    private const int MaxMessage = 2048;
    private const int BufferOctets = 8 << 20;

    private readonly Socket[] sockets;
    private readonly InFlight[] inFlight;
    private readonly LoadRun run;
    private readonly byte* memory;
    private readonly BatchedMessage* queries;
    private readonly BatchedMessage* responses;

    public UdpLoad(LoadPlan plan, LoadRun run)
    {
        this.run = run;
        memory = (byte*)NativeMemory.AllocZeroed(2 * Batch * (nuint)(sizeof(BatchedMessage) + sizeof(BufferSpan) + MaxMessage));
        queries = (BatchedMessage*)memory;
        responses = queries + Batch;
        var spans = (BufferSpan*)(responses + Batch);
        var octets = (byte*)(spans + (2 * Batch));
        for (var i = 0; i < 2 * Batch; i++)
        {
            spans[i] = new BufferSpan { Start = octets + (i * MaxMessage), Length = (nuint)(i < Batch ? plan.Query.Length : MaxMessage) };
            queries[i] = new BatchedMessage { Buffers = spans + i, BufferCount = 1 };
            plan.Query.CopyTo(new Span<byte>(spans[i].Start, MaxMessage));
        }

        sockets = [.. Enumerable.Range(0, plan.Sockets).Select(_ => Connect(plan))];
        inFlight = [.. sockets.Select(_ => new InFlight())];
    }

    public void Turn(long now)
    {
        for (var i = 0; i < sockets.Length; i++)
        {
            var descriptor = (int)sockets[i].Handle;
            Receive(descriptor, inFlight[i]);
            Send(descriptor, inFlight[i]);
        }
    }

    public int GiveUp(long now) => inFlight.Sum(waiting => waiting.GiveUp(now));

    public void Dispose()
    {
        Array.ForEach(sockets, socket => socket.Dispose());
        NativeMemory.Free(memory);
    }

    private static Socket Connect(LoadPlan plan)
    {
        var socket = new Socket(plan.Server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        var octets = BufferOctets;
        _ = Libc.SetSocketOption((int)socket.Handle, LevelSocket, OptionReceiveBufferForce, &octets, sizeof(int));
        socket.Connect(plan.Server);
        return socket;
    }

    private void Receive(int descriptor, InFlight waiting)
    {
        var count = Libc.ReceiveMany(descriptor, responses, Batch, FlagDontWait, null);
        var now = count > 0 ? LoadRun.Now : 0;
        for (var i = 0; i < count; i++)
        {
            run.Take(new ReadOnlySpan<byte>(responses[i].Buffers->Start, (int)responses[i].Length), waiting, now);
        }
    }

    private void Send(int descriptor, InFlight waiting)
    {
        var now = LoadRun.Now;
        var due = waiting.IsFull ? 0 : run.Due(now, waiting.Count, Batch);
        for (var i = 0; i < due; i++)
        {
            run.Write(new Span<byte>(queries[i].Buffers->Start, MaxMessage), waiting, now);
        }

        for (var done = 0; done < due;)
        {
            // A server that is not there yet refuses; that is for the count of the lost.
            done += Math.Max(0, Libc.SendMany(descriptor, queries + done, (uint)(due - done), FlagNoSignal));
        }
    }
}
