namespace Proxima.Engine.Latency;

/// <summary>
/// The order of preference of one network's sites, with hysteresis: place by place the incumbent (first of the remaining in the order so
/// far) stays unless another is nearer by more than the tolerance. So no site ever stands before one that it exceeds by more than that:
/// each was within the limit of the best of all that came after it.
/// </summary>
internal sealed class SiteOrder(int siteCount, Tolerance tolerance)
{
    private readonly LatencySlot[] next = new LatencySlot[siteCount];
    private readonly bool[] taken = new bool[siteCount];
    private readonly LatencySlot[] bySite = new LatencySlot[siteCount];

    /// <summary>
    /// Puts <paramref name="slots"/> (nearest first) into the order of preference. While <paramref name="mayChange"/> is false the order
    /// stays as it was, unless a site came, went, or has now figures of its own. True when the order is not the one before.
    /// </summary>
    public bool Arrange(Span<LatencySlot> slots, ReadOnlySpan<LatencySlot> before, bool mayChange)
    {
        Array.Fill(bySite, LatencySlot.Unknown);
        foreach (var slot in slots)
        {
            bySite[slot.Site] = slot;
        }

        if (!mayChange && HasSameSites(slots, before))
        {
            for (var place = 0; place < before.Length; place++)
            {
                slots[place] = bySite[before[place].Site];
            }

            return false;
        }

        Select(slots, before);
        var changed = slots.Length != before.Length;
        for (var place = 0; place < slots.Length; place++)
        {
            changed |= place < before.Length && next[place].Site != before[place].Site;
            slots[place] = next[place];
        }

        return changed;
    }

    private bool HasSameSites(ReadOnlySpan<LatencySlot> slots, ReadOnlySpan<LatencySlot> before)
    {
        if (slots.Length != before.Length)
        {
            return false;
        }

        foreach (var old in before)
        {
            var now = bySite[old.Site];
            if (!now.IsKnown || now.IsOwn != old.IsOwn)
            {
                return false;
            }
        }

        return true;
    }

    private void Select(ReadOnlySpan<LatencySlot> nearestFirst, ReadOnlySpan<LatencySlot> before)
    {
        Array.Clear(taken);
        var incumbent = 0;
        var best = 0;
        for (var place = 0; place < nearestFirst.Length; place++)
        {
            while (taken[nearestFirst[best].Site])
            {
                best++;
            }

            while (incumbent < before.Length && (taken[before[incumbent].Site] || !bySite[before[incumbent].Site].IsKnown))
            {
                incumbent++;
            }

            var chosen = nearestFirst[best];
            if (incumbent < before.Length && bySite[before[incumbent].Site].Rtt <= tolerance.LimitFor(chosen.Rtt))
            {
                chosen = bySite[before[incumbent].Site];
            }

            taken[chosen.Site] = true;
            next[place] = chosen;
        }
    }
}
