using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// Keeps what is about as near as the nearest, in the network's own order of preference. That order already has dwell in it, so equally
/// near sites do not swap with every sample.
/// </summary>
public sealed class NearestFilter(Tolerance tolerance) : IFilter
{
    public bool ReadsCandidatesOnly => true;

    internal static CompiledFilter Read(FilterParameters read)
    {
        read.Refuse("dwell", "'dwell' is no parameter of 'nearest'", "the dwell in the node's settings: it belongs to the latency map, which all policies share");
        return new CompiledFilter
        {
            Whole = read.Microseconds("tolerance", Tolerance.Default.Absolute.Microseconds),
            Share = read.Share("share", Tolerance.Default.Share),
        };
    }

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        scope.RelyOnLatency();
        var best = BestOf(kept);
        if (!best.IsKnown)
        {
            // No latency for any: the configured order is all we have, and dropping would be a guess.
            return kept.Length;
        }

        var limit = tolerance.LimitFor(best);
        foreach (ref var candidate in kept)
        {
            candidate.Reason = !candidate.Rtt.IsKnown ? DropReason.NoLatency : candidate.Rtt > limit ? DropReason.BeyondTolerance : DropReason.None;
        }

        var left = Kept.SplitByReason(kept);
        Kept.SortByRank(kept[..left]);
        return left;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached)
    {
        if (dropped.Reason == DropReason.NoLatency)
        {
            return "has no known latency, others have";
        }

        var best = BestOf(reached);
        var excess = dropped.Rtt.Milliseconds - best.Milliseconds;
        return $"{dropped.Rtt.Milliseconds:0.0} ms is {excess:0.0} ms more than the best, tolerance {tolerance.AllowanceFor(best).Milliseconds:0.#} ms";
    }

    private static Rtt BestOf(ReadOnlySpan<Candidate> candidates)
    {
        var best = Rtt.Unknown;
        foreach (ref readonly var candidate in candidates)
        {
            best = candidate.Rtt < best ? candidate.Rtt : best;
        }

        return best;
    }
}
