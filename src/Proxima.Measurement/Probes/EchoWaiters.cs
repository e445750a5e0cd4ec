using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Probes;

/// <summary>One echo request that waits for its reply.</summary>
internal sealed class EchoWaiter(IPAddress address, ulong cookie)
{
    // Continuations run elsewhere: the receive thread must be back at its socket before the next reply comes.
    private readonly TaskCompletionSource<Rtt> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IPAddress Address { get; } = address;

    public ulong Cookie { get; } = cookie;

    /// <summary>Taken just before the request is sent.</summary>
    public long SentTimestamp { get; set; }

    public Task<Rtt> Reply => reply.Task;

    public void Complete(Rtt rtt) => reply.TrySetResult(rtt);
}

/// <summary>The echo requests in flight on one socket, by sequence number. Any thread.</summary>
internal sealed class EchoWaiters
{
    /// <summary>Most requests in flight on one socket; far above what any probe budget allows, far below the 65,536 sequence numbers.</summary>
    public const int MaxInFlight = 8192;

    private readonly Lock gate = new();
    private readonly Dictionary<ushort, EchoWaiter> waiters = [];
    private ushort lastSequence;

    public int InFlight
    {
        get
        {
            lock (gate)
            {
                return waiters.Count;
            }
        }
    }

    /// <summary>Null when <see cref="MaxInFlight"/> are waiting already.</summary>
    public EchoWaiter? Add(IPAddress address, out ushort sequence)
    {
        lock (gate)
        {
            if (waiters.Count >= MaxInFlight)
            {
                sequence = 0;
                return null;
            }

            do
            {
                lastSequence++;
            }
            while (waiters.ContainsKey(lastSequence));
            sequence = lastSequence;
            var waiter = new EchoWaiter(address, NewCookie());
            waiters.Add(sequence, waiter);
            return waiter;
        }
    }

    public void Remove(ushort sequence)
    {
        lock (gate)
        {
            waiters.Remove(sequence);
        }
    }

    /// <summary>The request that this reply answers; null when sequence, cookie or sender are of none.</summary>
    public EchoWaiter? Match(ushort sequence, ulong cookie, IPAddress from)
    {
        lock (gate)
        {
            return waiters.TryGetValue(sequence, out var waiter) && waiter.Cookie == cookie && waiter.Address.Equals(from) ? waiter : null;
        }
    }

    // A secret, not chance: a target that could guess it would answer before it was asked. So no seed.
    private static ulong NewCookie()
    {
        ulong cookie = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref cookie)));
        return cookie;
    }
}
