namespace Proxima.Engine.Steering;

/// <summary>One step of a chain. An instance holds its parameters and nothing else; one serves all threads.</summary>
public interface IFilter
{
    /// <summary>
    /// Reorders <paramref name="kept"/> in place and returns how many stay at its head; those behind get their <see cref="Candidate.Reason"/>.
    /// What it looked at of the client it reports to <paramref name="scope"/>, whatever came of it. Allocates nothing, throws nothing, keeps nothing.
    /// </summary>
    int Apply(in Client client, Span<Candidate> kept, ref Scope scope);

    /// <summary>
    /// True when the outcome depends on the candidates alone, nothing else of the client and not on the name asked for: decisions can then be
    /// made once, when the snapshot is built. The default is the safe one.
    /// </summary>
    bool ReadsCandidatesOnly => false;

    /// <summary>A short sentence for explain: why it dropped <paramref name="dropped"/>. <paramref name="reached"/> are all candidates that came to this filter.</summary>
    string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached);
}
