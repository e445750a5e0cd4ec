namespace Proxima.Engine.Steering.Filters;

/// <summary>Keeps the lowest priority number that is present: the others are reserves, used once it is gone.</summary>
public sealed class FailoverFilter : IFilter
{
    public bool ReadsCandidatesOnly => true;

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        var first = FirstPriority(kept);
        foreach (ref var candidate in kept)
        {
            candidate.Reason = candidate.Priority == first ? DropReason.None : DropReason.LowerPriority;
        }

        return Kept.SplitByReason(kept);
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) =>
        $"has priority {dropped.Priority}, priority {FirstPriority(reached)} is available";

    private static ushort FirstPriority(ReadOnlySpan<Candidate> candidates)
    {
        var first = ushort.MaxValue;
        foreach (ref readonly var candidate in candidates)
        {
            first = Math.Min(first, candidate.Priority);
        }

        return first;
    }
}
