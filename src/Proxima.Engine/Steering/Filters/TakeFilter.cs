namespace Proxima.Engine.Steering.Filters;

/// <summary>Keeps the first n: how many addresses an answer carries.</summary>
public sealed class TakeFilter(int count) : IFilter
{
    public bool ReadsCandidatesOnly => true;

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        var left = Math.Min(count, kept.Length);
        foreach (ref var candidate in kept[left..])
        {
            candidate.Reason = DropReason.BeyondCount;
        }

        return left;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => $"is beyond the first {count}";
}
