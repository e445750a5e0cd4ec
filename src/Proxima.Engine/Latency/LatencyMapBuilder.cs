using System.Runtime.InteropServices;

namespace Proxima.Engine.Latency;

/// <summary>
/// Turns estimates into the rows of the next map: keeps each network's order of sites unless another is better by more than the tolerance
/// and the dwell since the order last changed is over; adds the rows of covering prefixes and of the site-wide prior (0.0.0.0/0, ::/0);
/// fills the sites a network never saw from the rungs above it. Remembers orders between builds.
/// </summary>
public sealed class LatencyMapBuilder
{
    private readonly int siteCount;
    private readonly Tolerance tolerance;
    private readonly long dwellMs;
    private List<RowKey> added = [];
    private readonly List<Prefix> unmeasured = [];
    private SlotStore slots;
    private QualityStore qualities;
    private readonly RowPrediction? prediction;
    private LatencyRows previous;

    /// <summary>
    /// A site's number is its index in the steering model. With a dwell of zero, orders follow at once. Without
    /// <paramref name="prediction"/> what a network lacks comes from the rungs above it alone.
    /// </summary>
    public LatencyMapBuilder(int siteCount, Tolerance tolerance, TimeSpan dwell, RowPrediction? prediction = null)
    {
        this.prediction = prediction;
        this.siteCount = siteCount;
        this.tolerance = tolerance;
        dwellMs = (long)dwell.TotalMilliseconds;
        slots = new SlotStore(siteCount);
        qualities = new QualityStore(siteCount);
        previous = new LatencyRows(siteCount);
    }

    /// <summary>
    /// Goes on from the orders of a published map. <paramref name="siteIndexOf"/> turns a site's index there into its index now, negative
    /// when it is gone; <paramref name="changedAt"/> stands for the last change of every order: when that map was published, no later.
    /// </summary>
    public void Resume(LatencyMap published, Func<int, int> siteIndexOf, DateTimeOffset changedAt) =>
        previous = new MapReading(published, siteCount, siteIndexOf, changedAt).Read();

    /// <summary>
    /// One network's own estimates, by site number; <see cref="SiteEstimate.Unknown"/> where it has none. Of two with the same network the
    /// later counts. An IPv6 network has at most <see cref="LatencyMap.MaxIPv6Length"/> bits.
    /// </summary>
    public void Add(Prefix network, ReadOnlySpan<SiteEstimate> bySite)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bySite.Length, siteCount, nameof(bySite));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(network.Length, LatencyMap.MaxIPv6Length, nameof(network));
        var row = slots.Add();
        var figures = slots[row];
        for (var site = 0; site < bySite.Length; site++)
        {
            figures[site] = LatencySlot.From(site, bySite[site]).Bits;
        }

        added.Add(new RowKey { Prefix = network, Store = row, Quality = qualities.Add(bySite), Rung = Rung.Measured });
    }

    /// <summary>
    /// A network that nothing measured yet, though clients in it ask: it gets a row of its own where the predictor can tell from its place what
    /// to expect. Passed over when it was measured after all.
    /// </summary>
    public void AddUnmeasured(Prefix network)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(network.Length, LatencyMap.MaxIPv6Length, nameof(network));
        if (prediction?.CanPlace(network) == true)
        {
            unmeasured.Add(network);
        }
    }

    /// <summary>Builds the rows from what was added since the last build, then forgets the estimates and keeps the orders.</summary>
    public LatencyRows Build(DateTimeOffset now)
    {
        DropRepeated();
        var ladder = new LatencyLadder(slots, siteCount);
        ladder.AddCovering(added);
        AppendUnmeasured();
        var keys = added.ToArray();
        PrefixOrder.Sort(keys);
        prediction?.Fill(keys, slots, previous, now.ToUnixTimeMilliseconds());
        keys = WithoutEmpty(keys);
        ladder.Fill(keys);
        RowShares.Run(keys.Length, (from, to) => Arrange(keys.AsSpan(from, to - from), now.ToUnixTimeMilliseconds()));
        previous = new LatencyRows(siteCount, slots, qualities, keys);
        added = [];
        slots = new SlotStore(siteCount);
        qualities = new QualityStore(siteCount);
        return previous;
    }

    private void DropRepeated()
    {
        PrefixOrder.Sort(CollectionsMarshal.AsSpan(added));
        var kept = 0;
        for (var i = 0; i < added.Count; i++)
        {
            if (i + 1 == added.Count || added[i].Prefix != added[i + 1].Prefix)
            {
                added[kept++] = added[i];
            }
        }

        added.RemoveRange(kept, added.Count - kept);
    }

    private void AppendUnmeasured()
    {
        if (unmeasured.Count == 0)
        {
            return;
        }

        var there = added.Select(row => row.Prefix).ToHashSet();
        foreach (var network in unmeasured.Where(there.Add))
        {
            added.Add(new RowKey { Prefix = network, Store = slots.Add(), Rung = Rung.Predicted });
        }

        unmeasured.Clear();
    }

    // A network that nothing could be foretold for stands on the rows around it.
    private RowKey[] WithoutEmpty(RowKey[] keys) => Array.Exists(keys, IsEmpty) ? Array.FindAll(keys, key => !IsEmpty(key)) : keys;

    private bool IsEmpty(RowKey key) => key.Rung == Rung.Predicted && slots[key.Store].Count(LatencySlot.Unknown.Bits) == siteCount;

    private void Arrange(Span<RowKey> keys, long nowUnixMs)
    {
        var order = new SiteOrder(siteCount, tolerance);
        var old = previous.FirstFrom(keys[0].Prefix);
        var around = previous.LastMeasuredBefore(old);
        foreach (ref var key in keys)
        {
            var figures = slots[key.Store];
            key.Known = (byte)(siteCount - figures.Count(LatencySlot.Unknown.Bits));
            key.ChangedAtUnixMs = nowUnixMs;
            for (; old < previous.Count && PrefixOrder.Compare(previous.KeyAt(old).Prefix, key.Prefix) < 0; old++)
            {
                around = previous.KeyAt(old).Rung >= Rung.Measured ? old : around;
            }

            figures.Sort();

            // After a start the orders are those of the published map, in which networks were merged: one stands for those inside.
            var isSame = old < previous.Count && previous.KeyAt(old).Prefix == key.Prefix;
            if (!isSame && (key.Rung < Rung.Measured || around < 0 || !previous.KeyAt(around).Prefix.Contains(key.Prefix)))
            {
                continue;
            }

            var from = isSame ? old : around;
            ref readonly var before = ref previous.KeyAt(from);
            var mayChange = key.Rung > before.Rung || nowUnixMs - before.ChangedAtUnixMs >= dwellMs;
            var known = MemoryMarshal.Cast<uint, LatencySlot>(figures[..key.Known]);
            if (!order.Arrange(known, previous.SlotsAt(from), mayChange))
            {
                key.ChangedAtUnixMs = before.ChangedAtUnixMs;
            }
        }
    }
}
