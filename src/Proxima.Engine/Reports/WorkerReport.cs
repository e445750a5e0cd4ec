using System.Runtime.InteropServices;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Reports;

/// <summary>
/// One worker's counters and its bounded table of client networks seen: written by that worker alone, without a lock or an allocation;
/// read by the control process through the report file. Each worker's part starts on a cache line of its own, so workers never share one.
/// <code>
///   | counters: 32 x 8 octets | handshakes: 64 + 1024 x 16 octets | seen networks: buckets x 8 entries x 32 octets |
/// </code>
/// </summary>
public sealed unsafe class WorkerReport
{
    /// <summary>Counters the layout has room for.</summary>
    public const int CounterCapacity = 32;

    /// <summary>Buckets of 8 networks each: 16,384 networks, 512 KiB a worker.</summary>
    public const int DefaultBuckets = 2048;

    internal const int CountersLength = CounterCapacity * sizeof(long);

    private const int SeenOffset = CountersLength + HandshakeRing.Length;

    private readonly byte[]? owned;
    private readonly long* counters;
    private readonly HandshakeRing handshakes;
    private readonly SeenTable seen;

    /// <summary>A report in memory of its own.</summary>
    public WorkerReport(int buckets = DefaultBuckets)
    {
        const int cacheLine = 64;
        owned = GC.AllocateArray<byte>(LengthFor(buckets) + cacheLine, pinned: true);
        var start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(owned, 0);
        start += (cacheLine - (int)((nuint)start % cacheLine)) % cacheLine;
        counters = (long*)start;
        handshakes = new HandshakeRing(start + CountersLength);
        seen = new SeenTable(start + SeenOffset, buckets);
    }

    /// <summary>A report over mapped memory that outlives this object.</summary>
    internal WorkerReport(byte* start, int buckets)
    {
        counters = (long*)start;
        handshakes = new HandshakeRing(start + CountersLength);
        seen = new SeenTable(start + SeenOffset, buckets);
    }

    /// <summary>Octets one worker's part takes.</summary>
    internal static int LengthFor(int buckets) => SeenOffset + SeenTable.LengthFor(buckets);

    public void Count(Counter counter, long by = 1)
    {
        ref var value = ref counters[(int)counter];
        Volatile.Write(ref value, value + by);
    }

    /// <summary>States a quantity that is known as a whole, not by steps.</summary>
    public void Set(Counter counter, long value) => Volatile.Write(ref counters[(int)counter], value);

    public long Total(Counter counter) => Volatile.Read(ref counters[(int)counter]);

    /// <summary>
    /// Notes that a steered question was asked for <paramref name="network"/> (already cut to /24 or /48), an address of which is
    /// <paramref name="address"/>: a full one where known, since that is what a probe can be sent to.
    /// </summary>
    public void Seen(in Prefix network, in Prefix address) => seen.Note(network, address);

    /// <summary>Notes how long a client of <paramref name="network"/> (already cut to /24 or /48) took to answer our SYN-ACK.</summary>
    public void Shook(in Prefix network, Rtt rtt) => handshakes.Note(network, rtt);

    /// <summary>Handshakes noted so far.</summary>
    public long HandshakesNoted => handshakes.Noted;

    /// <summary>Appends the handshakes since the count <paramref name="since"/>, as far as they are still there, and returns the count now.</summary>
    public long CopyHandshakesTo(List<Handshake> list, long since) => handshakes.CopyTo(list, since);

    /// <summary>
    /// Counts a steered answer and notes whose it was. Client networks are remembered as /24 and /48: what measurement can tell apart
    /// without following single people.
    /// </summary>
    internal void CountSteered(in QueryOrigin origin)
    {
        Count(Counter.Steered);
        var client = origin.Client;
        Seen(client.Truncate(client.IsIPv6 ? 48 : 24), client);
    }

    /// <summary>Appends the networks this worker has seen, in no order.</summary>
    public void CopySeenTo(List<SeenNetwork> networks) => seen.CopyTo(networks);
}
