using System.Numerics;
using System.Runtime.InteropServices;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Places;

/// <summary>Lays several databases over each other and out as a <see cref="PlaceMap"/> reads them. What a later one knows counts; the rest comes from those before it.</summary>
public sealed class PlaceTable
{
    private readonly List<Place> places = [default];
    private readonly Dictionary<Place, uint> numbers = new() { [default] = 0 };
    private readonly IReadOnlyList<PlaceRanges> sources;

    private PlaceTable(IReadOnlyList<PlaceRanges> sources) => this.sources = sources;

    /// <param name="sources">Sorted.</param>
    public static SectionBuilder Build(IReadOnlyList<PlaceRanges> sources)
    {
        var table = new PlaceTable(sources);
        var section = new SectionBuilder();
        var header = default(PlaceHeader);
        section.Append(in header);
        header.IPv4 = table.Merge<uint>(isIPv6: false).AppendTo(section);
        header.IPv6 = table.Merge<ulong>(isIPv6: true).AppendTo(section);
        header.PlaceCount = table.places.Count;
        header.PlacesOffset = section.Append<Place>(CollectionsMarshal.AsSpan(table.places));
        section.Set(0, in header);
        return section;
    }

    // From border to border of all sources at once.
    private RangeList<TKey> Merge<TKey>(bool isIPv6)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var result = new RangeList<TKey>(0);
        var next = new int[sources.Count];
        for (ulong? at = 0; at is { } address;)
        {
            var place = default(Place);
            ulong? border = null;
            for (var i = sources.Count - 1; i >= 0; i--)
            {
                var entries = sources[i].Of(isIPv6);
                while (next[i] < entries.Count && entries[next[i]].Range.Last < address)
                {
                    next[i]++;
                }

                if (next[i] == entries.Count)
                {
                    continue;
                }

                var (range, number, _) = entries[next[i]];
                var isInside = range.First <= address;
                place = isInside ? place.Or(sources[i].PlaceAt(number)) : place;
                var end = isInside ? range.Last == ulong.MaxValue ? null : range.Last + 1 : (ulong?)range.First;
                border = end is null ? border : border is null ? end : Math.Min(border.Value, end.Value);
            }

            result.Begin(address, NumberOf(place));
            at = border;
        }

        return result;
    }

    private uint NumberOf(in Place place)
    {
        if (!numbers.TryGetValue(place, out var number))
        {
            numbers.Add(place, number = (uint)places.Count);
            places.Add(place);
        }

        return number;
    }
}
