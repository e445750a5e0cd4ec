using Proxima.Engine.Latency;

namespace Proxima.Engine.Answering;

/// <summary>
/// Now and then asks a resolver to come by TCP, with an answer over UDP that has the TC bit and no record: the handshake of the connection
/// tells how far it is, also where it answers no probe. It costs the resolver a round trip or two, so it is rare twice over: at most so many
/// times a minute in all, and a client network at most once in <see cref="RestMinutes"/>. One that cannot come by TCP gets the records when it
/// asks again. Any thread may take; one looks at the clock, answering does not.
/// </summary>
public sealed class TcpSolicitation
{
    public const int MostPerMinute = 600;

    /// <summary>A network that was asked is left alone for so long.</summary>
    public const int RestMinutes = 60;

    /// <summary>Networks remembered. Two that fall on one place push each other out: the limit of the minute holds all the same.</summary>
    public const int Remembered = 1 << 14;

    private const int MinuteBits = 24;
    private const ulong MinuteMask = (1UL << MinuteBits) - 1;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly int perMinute;
    private readonly TimeProvider time;
    private readonly long startedTimestamp;

    // By hash of the network: the hash's upper bits, and when it was asked, in minutes since the start and one more.
    private readonly ulong[] asked = new ulong[Remembered];
    private long minute = -1;
    private int left;

    public TcpSolicitation(int perMinute, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perMinute, MostPerMinute);
        this.perMinute = perMinute;
        this.time = time;
        startedTimestamp = time.GetTimestamp();
        Look();
    }

    /// <summary>To be called every second or so: begins another minute when one is over.</summary>
    public void Look()
    {
        var now = time.GetElapsedTime(startedTimestamp).Ticks / Minute.Ticks;
        if (now != Volatile.Read(ref minute))
        {
            Volatile.Write(ref minute, now);
            Volatile.Write(ref left, perMinute);
        }
    }

    /// <summary>True when this sender is to come by TCP, which is then counted.</summary>
    public bool TryTake(in Prefix from)
    {
        if (Volatile.Read(ref left) <= 0)
        {
            return false;
        }

        var network = from.Truncate(from.IsIPv6 ? 48 : 24);
        var hash = NetworkTable.Mix(network.High + (network.IsIPv6 ? 1UL : 0));
        ref var place = ref asked[hash % Remembered];
        var (held, now) = (Volatile.Read(ref place), ((ulong)Volatile.Read(ref minute) + 1) & MinuteMask);
        if (held >> MinuteBits == hash >> MinuteBits && ((now - held) & MinuteMask) < RestMinutes)
        {
            return false;
        }

        if (Interlocked.Decrement(ref left) < 0)
        {
            return false;
        }

        Volatile.Write(ref place, (hash & ~MinuteMask) | now);
        return true;
    }
}
