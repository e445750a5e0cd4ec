using System.Runtime.CompilerServices;

namespace Proxima.Engine.Steering;

/// <summary>Moves candidates about in place, keeping the order of those that are alike.</summary>
[SkipLocalsInit]
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

    /// <summary>As <see cref="SplitByReason"/>, but where everybody has a reason all stay, without it: for filters that prefer and never leave nobody.</summary>
    public static int PreferWithoutReason(Span<Candidate> candidates)
    {
        foreach (ref readonly var candidate in candidates)
        {
            if (candidate.Reason == DropReason.None)
            {
                return SplitByReason(candidates);
            }
        }

        foreach (ref var candidate in candidates)
        {
            candidate.Reason = DropReason.None;
        }

        return candidates.Length;
    }

    /// <summary>Sorts by the network's own order of preference.</summary>
    public static void SortByRank(Span<Candidate> candidates)
    {
        Span<byte> ranks = stackalloc byte[SteeringTable.MaxCandidates];
        for (var i = 0; i < candidates.Length; i++)
        {
            ranks[i] = candidates[i].Rank;
        }

        SortBy(candidates, ranks);
    }

    /// <summary>Sorts by a key each, lowest first, equal ones in their order. Insertion, of keys and places; the candidates move once.</summary>
    public static void SortBy<TKey>(Span<Candidate> candidates, Span<TKey> keys)
        where TKey : unmanaged, IComparable<TKey>
    {
        Span<byte> from = stackalloc byte[SteeringTable.MaxCandidates];
        var isSorted = true;
        for (var i = 0; i < candidates.Length; i++)
        {
            var key = keys[i];
            var place = i;
            for (; place > 0 && keys[place - 1].CompareTo(key) > 0; place--)
            {
                from[place] = from[place - 1];
                keys[place] = keys[place - 1];
            }

            isSorted &= place == i;
            from[place] = (byte)i;
            keys[place] = key;
        }

        if (isSorted)
        {
            return;
        }

        Span<Candidate> copy = stackalloc Candidate[SteeringTable.MaxCandidates];
        candidates.CopyTo(copy);
        for (var i = 0; i < candidates.Length; i++)
        {
            candidates[i] = copy[from[i]];
        }
    }
}
