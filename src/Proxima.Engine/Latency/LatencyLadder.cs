using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>
/// The rungs above the measured networks. A covering row says, per site, the median of what lies in the next finer rung beneath it, so a
/// densely measured block does not outweigh the others, and a single wild figure moves nothing. The prior is the last such step, over
/// everything. What a network lacks comes from the nearest row around it.
/// </summary>
internal sealed class LatencyLadder(SlotStore slots, int siteCount)
{
    /// <summary>Most covering rows of one family. The finest rungs are left out when they would need more: memory is for what was measured.</summary>
    public const int MaxCoveringRows = 65_536;

    /// <summary>Each step up the ladder keeps three quarters of the confidence, but never less than one fifteenth.</summary>
    private const double ConfidencePerStep = 0.75;

    private const int BlocksPerShare = 256;

    /// <summary>Prefix lengths of the covering rows, coarse to fine.</summary>
    public static ReadOnlySpan<byte> LengthsOf(bool isIPv6) => isIPv6 ? [24, 28, 32, 36, 40, 44] : [8, 12, 16, 20];

    /// <summary>Adds the covering rows and the prior of both families to the measured <paramref name="rows"/>, which are sorted.</summary>
    public void AddCovering(List<RowKey> rows)
    {
        var measured = rows.Count;
        var split = rows.FindIndex(row => row.Prefix.IsIPv6);
        split = split < 0 ? measured : split;
        var prior4 = Climb(rows, 0, split, isIPv6: false);
        var prior6 = Climb(rows, split, measured, isIPv6: true);
        if (prior4 is null != prior6 is null)
        {
            // One family alone was measured: a site's distance to the world is the best guess for the other.
            var prior = new RowKey { Prefix = Prefix.FromBits(prior6 is null, 0, 0, 0), Rung = Rung.Prior, Store = slots.Add() };
            Median([(prior4 ?? prior6)!.Value], prior, []);
            rows.Add(prior);
        }
    }

    /// <summary>Gives every row the sites it lacks from the nearest row around it. <paramref name="rows"/> are sorted.</summary>
    public void Fill(ReadOnlySpan<RowKey> rows)
    {
        Span<int> around = stackalloc int[LatencyMap.MaxIPv6Length + 2];
        var depth = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            while (depth > 0 && !rows[around[depth - 1]].Prefix.Contains(rows[i].Prefix))
            {
                depth--;
            }

            if (depth > 0)
            {
                Inherit(slots[rows[i].Store], slots[rows[around[depth - 1]].Store]);
            }

            around[depth++] = i;
        }
    }

    private static void Inherit(Span<uint> row, ReadOnlySpan<uint> around)
    {
        for (var site = 0; site < row.Length; site++)
        {
            var figure = new LatencySlot(around[site]);
            if (row[site] == LatencySlot.Unknown.Bits && figure.IsKnown)
            {
                row[site] = (figure.IsOwn ? figure.With(Shrink(figure.Confidence), Evidence.Covering) : figure).Bits;
            }
        }
    }

    private static byte Shrink(byte confidence) => (byte)Math.Max(1, confidence * ConfidencePerStep);

    // Rung by rung upward over rows[from..to], which are sorted; what each rung made is what the next one takes its medians of.
    private RowKey? Climb(List<RowKey> rows, int from, int to, bool isIPv6)
    {
        var items = rows.GetRange(from, to - from);
        var lengths = LengthsOf(isIPv6)[..CountAffordable(items, isIPv6)];
        for (var rung = lengths.Length; rung >= 0 && items.Count > 0; rung--)
        {
            items = Step(items, rung == 0 ? 0 : lengths[rung - 1], rows);
        }

        return items.Count > 0 ? items[0] : null;
    }

    private List<RowKey> Step(List<RowKey> items, int length, List<RowKey> rows)
    {
        var above = new List<RowKey>();
        var blocks = new List<(RowKey Row, int From, int To)>();
        for (var i = 0; i < items.Count;)
        {
            var first = items[i];
            var block = first.Prefix.Truncate(length);
            var end = i + 1;
            while (first.Prefix.Length >= length && end < items.Count && block.Contains(items[end].Prefix))
            {
                end++;
            }

            if (first.Prefix.Length > length)
            {
                var row = new RowKey { Prefix = block, Rung = length == 0 ? Rung.Prior : Rung.Covering, Store = slots.Add() };
                blocks.Add((row, i, end));
                rows.Add(row);
                above.Add(row);
            }
            else
            {
                // Measured as wide as this rung, or wider: it speaks for itself.
                above.Add(first);
            }

            i = end;
        }

        RowShares.Run(blocks.Count, (from, to) => Medians(items, blocks.GetRange(from, to - from)), BlocksPerShare);
        return above;
    }

    private void Medians(List<RowKey> items, List<(RowKey Row, int From, int To)> blocks)
    {
        var column = new List<uint>();
        foreach (var (row, from, to) in blocks)
        {
            Median(CollectionsMarshal.AsSpan(items)[from..to], row, column);
        }
    }

    // The lower of the two middle figures where their number is even.
    private void Median(ReadOnlySpan<RowKey> items, in RowKey row, List<uint> column)
    {
        var evidence = row.Rung == Rung.Prior ? Evidence.Prior : Evidence.Covering;
        var result = slots[row.Store];
        for (var site = 0; site < siteCount; site++)
        {
            column.Clear();
            foreach (ref readonly var item in items)
            {
                var figure = slots[item.Store][site];
                if (figure != LatencySlot.Unknown.Bits)
                {
                    column.Add(figure);
                }
            }

            if (column.Count > 0)
            {
                column.Sort();
                var middle = new LatencySlot(column[(column.Count - 1) / 2]);
                result[site] = middle.With(Shrink(middle.Confidence), evidence).Bits;
            }
        }
    }

    private static int CountAffordable(List<RowKey> items, bool isIPv6)
    {
        var total = 0;
        var rungs = 0;
        foreach (var length in LengthsOf(isIPv6))
        {
            Prefix? last = null;
            foreach (var item in items)
            {
                if (item.Prefix.Length > length && item.Prefix.Truncate(length) is var block && block != last)
                {
                    last = block;
                    total++;
                }
            }

            if (total > MaxCoveringRows)
            {
                break;
            }

            rungs++;
        }

        return rungs;
    }
}
