using System.Numerics;
using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>
/// The rows of a published map, read back: what a builder of a later process goes on from, so that a restart changes no order. A row that
/// longer ones cover entirely is in no answer and is not found here.
/// </summary>
internal sealed class MapReading(LatencyMap map, int siteCount, Func<int, int> siteIndexOf, DateTimeOffset changedAt)
{
    private readonly SlotStore slots = new(siteCount);
    private readonly List<RowKey> keys = [];
    private readonly HashSet<Prefix> seen = [];

    public LatencyRows Read()
    {
        ReadFamily<uint>(isIPv6: false);
        ReadFamily<ulong>(isIPv6: true);
        var sorted = keys.ToArray();
        PrefixOrder.Sort(sorted);
        return new LatencyRows(siteCount, slots, new QualityStore(siteCount), sorted);
    }

    private void ReadFamily<TKey>(bool isIPv6)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var near = 0UL;
        for (var number = 0; number < map.RangeCount(isIPv6); number++)
        {
            var match = map.RangeAt<TKey>(number, near);
            near = match.Range.First;
            var prefix = Prefix.FromBits(isIPv6, match.Range.First, 0, match.Row.PrefixLength);
            if (match.Row.Rung != Rung.Static && seen.Add(prefix))
            {
                Add(prefix, match.Row);
            }
        }
    }

    private void Add(Prefix prefix, LatencyRow row)
    {
        var store = slots.Add();
        var figures = MemoryMarshal.Cast<uint, LatencySlot>(slots[store]);
        var known = 0;
        for (var place = 0; place < row.Slots.Length; place++)
        {
            var slot = row.Slots[place];
            if (siteIndexOf(slot.Site) is var site and >= 0)
            {
                figures[known++] = slot.At(site);
            }
        }

        keys.Add(new RowKey { Prefix = prefix, Store = store, Known = (byte)known, Rung = row.Rung, ChangedAtUnixMs = changedAt.ToUnixTimeMilliseconds() });
    }
}
