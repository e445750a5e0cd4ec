using Proxima.Engine.Listeners.Native;

namespace Proxima.Engine.Listeners.Xdp;

/// <summary>Where the parts of one ring lie in its mapping (struct xdp_ring_offset).</summary>
internal struct XdpRingOffsets
{
    public ulong Producer;
    public ulong Consumer;
    public ulong Entries;
    public ulong Flags;
}

/// <summary>One frame in a receive or send ring (struct xdp_desc).</summary>
internal struct XdpDescriptor
{
    public ulong Address;
    public uint Length;
    public uint Options;
}

/// <summary>
/// One of the four rings shared with the kernel (linux/if_xdp.h): one side produces entries, the other consumes them, each moves only its own
/// counter. We take or fill many entries and publish the counter once.
/// </summary>
internal sealed unsafe class XdpRing<TEntry> : IDisposable
    where TEntry : unmanaged
{
    private const uint NeedsWakeup = 1;

    private readonly byte* start;
    private readonly nuint length;
    private readonly uint* producer;
    private readonly uint* consumer;
    private readonly uint* flags;
    private readonly TEntry* entries;
    private readonly uint mask;
    private uint mine;

    private XdpRing(byte* start, nuint length, in XdpRingOffsets offsets, uint size)
    {
        this.start = start;
        this.length = length;
        mask = size - 1;
        producer = (uint*)(start + offsets.Producer);
        consumer = (uint*)(start + offsets.Consumer);
        flags = (uint*)(start + offsets.Flags);
        entries = (TEntry*)(start + offsets.Entries);
    }

    /// <summary>The kernel wants a system call before it goes on.</summary>
    public bool IsWaitingForCall => (Volatile.Read(ref *flags) & NeedsWakeup) != 0;

    /// <summary>For the consumer: entries not taken yet.</summary>
    public int Available => (int)(Volatile.Read(ref *producer) - mine);

    /// <summary>For the producer: entries the other side has not taken yet.</summary>
    public int Pending => (int)(mine - Volatile.Read(ref *consumer));

    public static XdpRing<TEntry>? TryMap(int socket, in XdpRingOffsets offsets, uint size, long page)
    {
        var octets = (nuint)(offsets.Entries + (size * (ulong)sizeof(TEntry)));
        var ring = MemoryMap.TryMapRing(socket, octets, page);
        return ring is null ? null : new XdpRing<TEntry>(ring, octets, in offsets, size);
    }

    /// <summary>The next entry of ours; the other side learns of it with <see cref="Publish"/> or <see cref="Release"/>.</summary>
    public ref TEntry Next() => ref entries[mine++ & mask];

    /// <summary>For the consumer: what <see cref="Next"/> will return after <paramref name="others"/>, fewer than are <see cref="Available"/>.</summary>
    public TEntry Ahead(uint others) => entries[(mine + others) & mask];

    /// <summary>For the producer: hands over all entries filled so far.</summary>
    public void Publish() => Volatile.Write(ref *producer, mine);

    /// <summary>For the consumer: gives back all entries taken so far.</summary>
    public void Release() => Volatile.Write(ref *consumer, mine);

    public void Dispose() => MemoryMap.Release(start, length);
}
