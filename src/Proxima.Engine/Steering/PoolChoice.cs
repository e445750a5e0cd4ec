using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>
/// Which of a name's pools is used: the first of which enough is available, else the one of which the largest share is. Only health counts, so
/// all clients get the same pool. What is not used lies behind, stamped, as what a filter drops.
/// </summary>
internal static class PoolChoice
{
    /// <summary>Brings the chosen pool's candidates to the head and returns how many they are. Candidates stand pool by pool.</summary>
    public static int Apply(Span<Candidate> candidates, ReadOnlySpan<int> poolEnds, double minHealthy)
    {
        var chosen = Choose(candidates, poolEnds, minHealthy);
        foreach (ref var candidate in candidates)
        {
            candidate.Reason = candidate.Pool == chosen ? DropReason.None : DropReason.OtherPool;
            candidate.DroppedBy = candidate.Pool == chosen ? (byte)0 : Candidate.ByPoolChoice;
        }

        return Kept.SplitByReason(candidates);
    }

    /// <summary>Why a candidate's pool is not in use.</summary>
    public static string ReasonFor(in Candidate dropped, ReadOnlySpan<Candidate> all, double minHealthy)
    {
        var (available, total) = (0, 0);
        foreach (ref readonly var candidate in all)
        {
            total += candidate.Pool == dropped.Pool ? 1 : 0;
            available += candidate.Pool == dropped.Pool && HealthyFilter.IsAvailable(candidate.Status) ? 1 : 0;
        }

        return IsEnough(available, total, minHealthy)
            ? "its pool is a reserve, and one before it is in use"
            : $"of its pool {available} of {total} are available, {(minHealthy > 0 ? $"min-healthy is {minHealthy:P0}" : "none is left")}";
    }

    private static int Choose(ReadOnlySpan<Candidate> candidates, ReadOnlySpan<int> poolEnds, double minHealthy)
    {
        var (best, bestShare) = (0, 0.0);
        for (var (pool, start) = (0, 0); pool < poolEnds.Length; start = poolEnds[pool++])
        {
            var available = 0;
            foreach (ref readonly var candidate in candidates[start..poolEnds[pool]])
            {
                available += HealthyFilter.IsAvailable(candidate.Status) ? 1 : 0;
            }

            var total = poolEnds[pool] - start;
            if (IsEnough(available, total, minHealthy))
            {
                return pool;
            }

            var share = total == 0 ? 0 : available / (double)total;
            (best, bestShare) = share > bestShare ? (pool, share) : (best, bestShare);
        }

        return best;
    }

    private static bool IsEnough(int available, int total, double minHealthy) => available > 0 && available >= minHealthy * total;
}
