using System.Numerics;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Reports;

/// <summary>
/// A bounded table of client networks in memory that two processes share: buckets of 8 entries, found by a hash of the network. One thread
/// writes; any number read meanwhile.
/// <para>
/// A full bucket gives up its least asked entry, which a scan over many networks only does to other rare ones. Counts are halved bucket
/// by bucket as questions come, so that "most asked" means lately.
/// </para>
/// <para>
/// An entry's key is one word, cleared before and written after the rest changes; a reader takes an entry only if its key is the same
/// before and after, and its address one of its network. Should an entry leave and come back within one read, halves of two addresses of
/// the same network may mix: still an address of that network.
/// </para>
/// </summary>
internal sealed unsafe class SeenTable
{
    private const int EntriesPerBucket = 8;

    // Every so many questions one bucket is halved, so all are once in (buckets x 64) questions.
    private const uint QuestionsPerHalving = 64;

    private readonly Entry* entries;
    private readonly int buckets;
    private uint questions;

    public SeenTable(byte* start, int buckets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(buckets), true, nameof(buckets));
        entries = (Entry*)start;
        this.buckets = buckets;
    }

    public static int LengthFor(int buckets) => checked(buckets * EntriesPerBucket * sizeof(Entry));

    public void Note(in Prefix network, in Prefix address)
    {
        if (++questions % QuestionsPerHalving == 0)
        {
            Halve((int)(questions / QuestionsPerHalving) & (buckets - 1));
        }

        var key = NetworkKey.Of(network);
        var bucket = entries + (BucketOf(key) * EntriesPerBucket);
        var least = bucket;
        for (var entry = bucket; entry < bucket + EntriesPerBucket; entry++)
        {
            if (entry->Key == key)
            {
                if (entry->Asked != uint.MaxValue)
                {
                    Volatile.Write(ref entry->Asked, entry->Asked + 1);
                }

                if (address.Length > entry->AddressLength)
                {
                    Replace(entry, key, address, entry->Asked);
                }

                return;
            }

            if (least->Key != 0 && (entry->Key == 0 || entry->Asked < least->Asked))
            {
                least = entry;
            }
        }

        Replace(least, key, address, 1);
    }

    public void CopyTo(List<SeenNetwork> networks)
    {
        for (var entry = entries; entry < entries + (buckets * EntriesPerBucket); entry++)
        {
            var key = Volatile.Read(ref entry->Key);
            if (key == 0)
            {
                continue;
            }

            var high = Volatile.Read(ref entry->AddressHigh);
            var low = Volatile.Read(ref entry->AddressLow);
            var length = Volatile.Read(ref entry->AddressLength);
            var asked = Volatile.Read(ref entry->Asked);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref entry->Key) != key)
            {
                continue;
            }

            // A copy of the table may hold an entry halfway through a change, and a file what its owner likes.
            var network = NetworkKey.ToNetwork(key);
            var address = Prefix.FromBits(network.IsIPv6, high, low, (int)length);
            if (network.Contains(address))
            {
                networks.Add(new SeenNetwork(network, address, asked));
            }
        }
    }

    private static void Replace(Entry* entry, ulong key, in Prefix address, uint asked)
    {
        Volatile.Write(ref entry->Key, 0);
        Volatile.Write(ref entry->AddressHigh, address.High);
        Volatile.Write(ref entry->AddressLow, address.Low);
        Volatile.Write(ref entry->AddressLength, address.Length);
        Volatile.Write(ref entry->Asked, asked);
        Volatile.Write(ref entry->Key, key);
    }

    private int BucketOf(ulong key)
    {
        // The network stands in the upper bits and multiplication carries upwards only, so they are folded down first.
        var mixed = (key ^ (key >> 32)) * 0x9E3779B97F4A7C15;
        return (int)(mixed >> 40) & (buckets - 1);
    }

    private void Halve(int bucket)
    {
        for (var entry = entries + (bucket * EntriesPerBucket); entry < entries + ((bucket + 1) * EntriesPerBucket); entry++)
        {
            Volatile.Write(ref entry->Asked, entry->Asked / 2);
        }
    }

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Entry
    {
        public ulong Key;
        public ulong AddressHigh;
        public ulong AddressLow;
        public uint AddressLength;
        public uint Asked;
    }
}
