using System.Numerics;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Zones;

/// <summary>An open-addressing hash table as it lies in the section: at most half full, so that a probe is short and always meets a free slot.</summary>
internal static class SlotTable
{
    /// <summary>Lays out the table of entries 0..n-1 with the given hashes; <paramref name="mask"/> is its size minus one.</summary>
    public static uint Build(SectionBuilder section, IReadOnlyList<ulong> hashes, out uint mask)
    {
        var slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, hashes.Count) * 2)];
        mask = (uint)slots.Length - 1;
        for (var i = 0; i < hashes.Count; i++)
        {
            var at = FirstSlot(hashes[i], mask);
            while (slots[at].Index != 0)
            {
                at = (at + 1) & mask;
            }

            slots[at] = new Slot { Tag = TagOf(hashes[i]), Index = (uint)i + 1 };
        }

        return (uint)section.Append<Slot>(slots);
    }

    public static uint FirstSlot(ulong hash, uint mask) => (uint)hash & mask;

    public static uint TagOf(ulong hash) => (uint)(hash >> 32);

    /// <summary>Hash of an owner name in a zone. The multiplier is 2^64 / golden ratio: it spreads consecutive zone numbers over all bits.</summary>
    public static ulong NodeHash(ulong nameHash, uint zone) => nameHash ^ ((zone + 1UL) * 0x9E3779B97F4A7C15);
}
