namespace Proxima.Engine.Steering;

/// <summary>Moves candidates about in place, keeping the order of those that are alike.</summary>
internal static class Kept
{
    /// <summary>Brings those without a reason to the head, in their order, those with one behind them, in theirs; returns how many have none.</summary>
    public static int SplitByReason(Span<Candidate> candidates)
    {
        var first = 0;
        while (first < candidates.Length && candidates[first].Reason == DropReason.None)
        {
            first++;
        }

        if (first == candidates.Length)
        {
            return first;
        }

        Span<Candidate> dropped = stackalloc Candidate[SteeringTable.MaxCandidates];
        var kept = first;
        var count = 0;
        foreach (ref var candidate in candidates[first..])
        {
            if (candidate.Reason == DropReason.None)
            {
                candidates[kept++] = candidate;
            }
            else
            {
                dropped[count++] = candidate;
            }
        }

        dropped[..count].CopyTo(candidates[kept..]);
        return kept;
    }

    /// <summary>Sorts by a key each, lowest first, equal ones in their order. Insertion: they are few, and mostly in order.</summary>
    public static void SortBy<TKey>(Span<Candidate> candidates, Span<TKey> keys)
        where TKey : unmanaged, IComparable<TKey>
    {
        for (var i = 1; i < candidates.Length; i++)
        {
            var candidate = candidates[i];
            var key = keys[i];
            var place = i;
            for (; place > 0 && keys[place - 1].CompareTo(key) > 0; place--)
            {
                candidates[place] = candidates[place - 1];
                keys[place] = keys[place - 1];
            }

            candidates[place] = candidate;
            keys[place] = key;
        }
    }
}
