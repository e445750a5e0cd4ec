using System.Runtime.InteropServices;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Reports;

/// <summary>The RTT of one TCP handshake that a client completed with our listener: a probe that the client paid for.</summary>
public readonly record struct Handshake(Prefix Network, Rtt Rtt);

/// <summary>
/// The latest handshakes in memory that two processes share: one thread writes in a circle, any number read meanwhile. A reader that comes
/// too rarely misses the oldest ones, and nothing else.
/// <code>
///   | noted so far, 8 octets (64 with padding) | entries: 1024 x 16 octets |
/// </code>
/// An entry's ordinal is cleared before and written after the rest changes; a reader takes it only if it is the expected one before and after.
/// </summary>
internal sealed unsafe class HandshakeRing(byte* start)
{
    /// <summary>Handshakes kept: those of a second, at the most connections a second that one thread takes measured samples from.</summary>
    public const int Capacity = 1024;

    public const int Length = HeadLength + (Capacity * 16);

    private const int HeadLength = 64;

    private readonly long* noted = (long*)start;
    private readonly Entry* entries = (Entry*)(start + HeadLength);

    public long Noted => Volatile.Read(ref *noted);

    public void Note(in Prefix network, Rtt rtt)
    {
        var number = *noted;
        var entry = entries + (number % Capacity);
        Volatile.Write(ref entry->Ordinal, 0);
        Volatile.Write(ref entry->Network, NetworkKey.Of(network));
        Volatile.Write(ref entry->RttUs, rtt.Microseconds);
        Volatile.Write(ref entry->Ordinal, OrdinalOf(number));
        Volatile.Write(ref *noted, number + 1);
    }

    /// <summary>Appends what was noted since <paramref name="since"/>, and returns what to pass the next time.</summary>
    public long CopyTo(List<Handshake> handshakes, long since)
    {
        var end = Noted;
        for (var number = Math.Max(since, end - Capacity); number < end; number++)
        {
            var entry = entries + (number % Capacity);
            var before = Volatile.Read(ref entry->Ordinal);
            var network = Volatile.Read(ref entry->Network);
            var rtt = Volatile.Read(ref entry->RttUs);
            Interlocked.MemoryBarrier();
            if (before == OrdinalOf(number) && Volatile.Read(ref entry->Ordinal) == before)
            {
                handshakes.Add(new Handshake(NetworkKey.ToNetwork(network), new Rtt(rtt)));
            }
        }

        return end;
    }

    // Zero is an entry being written.
    private static uint OrdinalOf(long number) => (uint)(number / Capacity % uint.MaxValue) + 1;

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Entry
    {
        public ulong Network;
        public uint RttUs;
        public uint Ordinal;
    }
}
