using Proxima.Engine.Latency;

namespace Proxima.Engine.Places;

/// <summary>What one database says: ranges of addresses with their place. Filled in any order; <see cref="TrySort"/> ends the filling.</summary>
public sealed class PlaceRanges
{
    /// <summary>Most ranges of one database: three times what the largest public one has.</summary>
    public const int MaxRanges = 16_000_000;

    private readonly List<Entry> ipv4 = [];
    private readonly List<Entry> ipv6 = [];
    private readonly List<Place> places = [];
    private readonly Dictionary<Place, int> numbers = [];

    public int Count => ipv4.Count + ipv6.Count;

    /// <summary>False when the database is full. <paramref name="tag"/> names the range in what <see cref="TrySort"/> says.</summary>
    public bool Add(bool isIPv6, AddressRange range, in Place place, int tag = 0)
    {
        if (!place.IsKnown)
        {
            return true;
        }

        if (Count == MaxRanges)
        {
            return false;
        }

        if (!numbers.TryGetValue(place, out var number))
        {
            numbers.Add(place, number = places.Count);
            places.Add(place);
        }

        (isIPv6 ? ipv6 : ipv4).Add(new Entry(range, number, tag));
        return true;
    }

    /// <summary>Sorts the ranges. False when two of them overlap; then the tags of the first such two are given.</summary>
    public bool TrySort(out int tag, out int earlierTag)
    {
        foreach (var entries in (ReadOnlySpan<List<Entry>>)[ipv4, ipv6])
        {
            entries.Sort(static (left, right) => left.Range.First != right.Range.First ? left.Range.First.CompareTo(right.Range.First) : left.Tag.CompareTo(right.Tag));
            for (var i = 1; i < entries.Count; i++)
            {
                if (entries[i].Range.First <= entries[i - 1].Range.Last)
                {
                    (tag, earlierTag) = (Math.Max(entries[i].Tag, entries[i - 1].Tag), Math.Min(entries[i].Tag, entries[i - 1].Tag));
                    return false;
                }
            }
        }

        (tag, earlierTag) = (0, 0);
        return true;
    }

    internal IReadOnlyList<Entry> Of(bool isIPv6) => isIPv6 ? ipv6 : ipv4;

    internal Place PlaceAt(int number) => places[number];

    internal readonly record struct Entry(AddressRange Range, int Place, int Tag);
}
