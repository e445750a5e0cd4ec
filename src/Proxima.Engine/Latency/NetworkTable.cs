using System.Runtime.CompilerServices;

namespace Proxima.Engine.Latency;

/// <summary>One network of the estimator: its prefix in 64 bits and a length, and where its paths lie. 16 octets.</summary>
internal struct NetworkEntry
{
    /// <summary>The longest IPv6 prefix held has 64 bits: <see cref="LatencyMap.MaxIPv6Length"/>.</summary>
    public ulong High;
    public PathRun Run;
    public byte Length;
    private byte family;

    public readonly bool IsUsed => family != 0;

    public readonly Prefix Network => Prefix.FromBits(family == 6, High, 0, Length);

    public static NetworkEntry Of(in Prefix network) => new() { High = network.High, Length = network.Length, family = (byte)(network.IsIPv6 ? 6 : 4) };

    public readonly bool IsOf(in Prefix network) => High == network.High && Length == network.Length && IsUsed && (family == 6) == network.IsIPv6;
}

/// <summary>Networks by open addressing with linear probing (Knuth, volume 3, section 6.4): a million of them are one array.</summary>
internal sealed class NetworkTable
{
    private const int FirstCapacity = 64;

    private NetworkEntry[] entries = new NetworkEntry[FirstCapacity];

    public int Count { get; private set; }

    public long Octets => (long)entries.Length * Unsafe.SizeOf<NetworkEntry>();

    /// <summary>All of them, used or not, in no order.</summary>
    public Span<NetworkEntry> Entries => entries;

    /// <summary>Good until the next call that adds or clears.</summary>
    public ref NetworkEntry GetOrAdd(in Prefix network)
    {
        if (Count >= entries.Length / 4 * 3)
        {
            Grow();
        }

        ref var entry = ref entries[PlaceOf(network)];
        if (!entry.IsUsed)
        {
            entry = NetworkEntry.Of(network);
            Count++;
        }

        return ref entry;
    }

    /// <summary>The network's entry, or one that is not used.</summary>
    public NetworkEntry Find(in Prefix network) => entries[PlaceOf(network)];

    /// <summary>Drops every network whose run is empty.</summary>
    public void DropEmpty()
    {
        var old = entries;
        entries = new NetworkEntry[old.Length];
        Count = 0;
        Refill(old);
    }

    /// <summary>Spreads the bits of a number over all bits (the finalizer of MurmurHash3, Appleby 2011).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51_AFD7_ED55_8CCD;
        value = (value ^ (value >> 33)) * 0xC4CE_B9FE_1A85_EC53;
        return value ^ (value >> 33);
    }

    private int PlaceOf(in Prefix network)
    {
        var mask = entries.Length - 1;
        var place = (int)Mix(network.High + network.Length + (network.IsIPv6 ? 0x8000_0000UL : 0)) & mask;
        while (entries[place].IsUsed && !entries[place].IsOf(network))
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Grow()
    {
        var old = entries;
        entries = new NetworkEntry[old.Length * 2];
        Count = 0;
        Refill(old);
    }

    private void Refill(ReadOnlySpan<NetworkEntry> old)
    {
        foreach (ref readonly var entry in old)
        {
            if (entry.IsUsed && entry.Run.Count > 0)
            {
                entries[PlaceOf(entry.Network)] = entry;
                Count++;
            }
        }
    }
}
