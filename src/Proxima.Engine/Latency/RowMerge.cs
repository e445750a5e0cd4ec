namespace Proxima.Engine.Latency;

/// <summary>
/// Merges neighbouring networks that are decided alike into one row of the map, so that maps stay small and scopes wide: the two halves of a
/// prefix, both measured, with the same sites in the same order on the same footing, figures so near each other that one of the middle
/// is at most <see cref="MostOffShare"/> or <see cref="MostOffMs"/> off either, and loss and jitter at most a step apart. That middle is what
/// the merged row shows, with the lesser confidence and the worse quality. Only the layout is merged: tolerance, dwell and predictions go on
/// by network.
/// </summary>
internal sealed class RowMerge
{
    public const double MostOffShare = 0.05;
    public const double MostOffMs = 1;

    private readonly LatencyRows rows;
    private readonly List<Entry> entries = [];

    private RowMerge(LatencyRows rows) => this.rows = rows;

    /// <summary>The rows to be laid out, in the order of <see cref="PrefixOrder"/>.</summary>
    public static RowMerge Of(LatencyRows rows)
    {
        var merge = new RowMerge(rows);
        merge.entries.Capacity = rows.Count;
        for (var row = 0; row < rows.Count; row++)
        {
            merge.entries.Add(new Entry(rows.PrefixAt(row), row, null));
            merge.MergeLast();
        }

        return merge;
    }

    public int Count => entries.Count;

    public Prefix PrefixAt(int place) => entries[place].Prefix;

    public Rung RungAt(int place) => rows.RungAt(entries[place].Row);

    /// <summary>The slots of a row, into <paramref name="result"/>; returns how many.</summary>
    public int CopySlots(int place, Span<LatencySlot> result)
    {
        var entry = entries[place];
        var slots = rows.SlotsAt(entry.Row);
        slots.CopyTo(result);
        for (var i = 0; entry.Spreads is not null && i < slots.Length; i++)
        {
            ref readonly var spread = ref entry.Spreads[i];
            result[i] = LatencySlot.Between(spread.Least, spread.Most).With(spread.Confidence, slots[i].Evidence);
        }

        return slots.Length;
    }

    /// <summary>Loss and jitter of a row by site, into <paramref name="result"/>; false where nothing is known of them.</summary>
    public bool TryCopyQualities(int place, Span<PathQuality> result)
    {
        var entry = entries[place];
        if (entry.Spreads is null)
        {
            var qualities = rows.QualitiesAt(entry.Row);
            qualities.CopyTo(result);
            return !qualities.IsEmpty;
        }

        result.Clear();
        var isKnown = false;
        for (var i = 0; i < entry.Spreads.Length; i++)
        {
            result[entry.Spreads[i].Least.Site] = entry.Spreads[i].Worst;
            isKnown |= entry.Spreads[i].Worst != default;
        }

        return isKnown;
    }

    // What ends with the last entry: its left half before it makes a whole, which may be a half again.
    private void MergeLast()
    {
        while (entries.Count > 1 && TryMerge(entries[^2], entries[^1]) is { } merged)
        {
            entries.RemoveRange(entries.Count - 2, 2);

            // A row of the whole that was there before the halves is in no answer any more.
            if (entries.Count > 0 && entries[^1].Prefix == merged.Prefix)
            {
                entries.RemoveAt(entries.Count - 1);
            }

            entries.Add(merged);
        }
    }

    private Entry? TryMerge(in Entry left, in Entry right)
    {
        var length = left.Prefix.Length;
        if (length == 0 || right.Prefix.Length != length || left.Prefix.IsIPv6 != right.Prefix.IsIPv6
            || (left.Prefix.High ^ right.Prefix.High) != 1UL << (64 - length)
            || rows.RungAt(left.Row) < Rung.Measured || rows.RungAt(left.Row) != rows.RungAt(right.Row))
        {
            return null;
        }

        var one = rows.SlotsAt(left.Row);
        return !one.IsEmpty && AreAlike(one, rows.SlotsAt(right.Row)) && AreNear(in left, in right, one.Length) ? Join(in left, in right, one.Length) : null;
    }

    private static bool AreAlike(ReadOnlySpan<LatencySlot> one, ReadOnlySpan<LatencySlot> other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < one.Length; i++)
        {
            if (one[i].Site != other[i].Site || one[i].Evidence != other[i].Evidence)
            {
                return false;
            }
        }

        return true;
    }

    private bool AreNear(in Entry left, in Entry right, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!Spread.Around(SpreadOf(in left, i), SpreadOf(in right, i)).IsNarrow)
            {
                return false;
            }
        }

        return true;
    }

    private Entry Join(in Entry left, in Entry right, int count)
    {
        var spreads = new Spread[count];
        for (var i = 0; i < count; i++)
        {
            spreads[i] = Spread.Around(SpreadOf(in left, i), SpreadOf(in right, i));
        }

        return new Entry(left.Prefix.Truncate(left.Prefix.Length - 1), left.Row, spreads);
    }

    private Spread SpreadOf(in Entry entry, int i)
    {
        if (entry.Spreads is not null)
        {
            return entry.Spreads[i];
        }

        var slot = rows.SlotsAt(entry.Row)[i];
        var qualities = rows.QualitiesAt(entry.Row);
        var quality = qualities.IsEmpty ? default : qualities[slot.Site];
        return new Spread(slot, slot, slot.Confidence, quality, quality);
    }

    /// <summary>A row, or several: the first of them, and of each of its slots what those of all lie between.</summary>
    private readonly record struct Entry(Prefix Prefix, int Row, Spread[]? Spreads);

    /// <summary>What the figures of one site lie between in all networks of a row.</summary>
    private readonly record struct Spread(LatencySlot Least, LatencySlot Most, byte Confidence, PathQuality Best, PathQuality Worst)
    {
        public bool IsNarrow => Most.Rtt.Milliseconds - Least.Rtt.Milliseconds <= 2 * Math.Max(MostOffMs, MostOffShare * Least.Rtt.Milliseconds)
            && PathQuality.AreNear(Best, Worst);

        public static Spread Around(in Spread one, in Spread other) => new(
            one.Least.Rtt <= other.Least.Rtt ? one.Least : other.Least,
            one.Most.Rtt >= other.Most.Rtt ? one.Most : other.Most,
            Math.Min(one.Confidence, other.Confidence),
            PathQuality.Better(one.Best, other.Best),
            PathQuality.Worse(one.Worst, other.Worst));
    }
}
