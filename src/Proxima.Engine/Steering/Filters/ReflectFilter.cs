namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// Changes nothing; with it a name also has a TXT record that says what the server saw of the client and decided for it: for finding out by whose
/// address one is judged.
/// </summary>
public sealed class ReflectFilter : IFilter
{
    internal const string Name = "reflect";

    public bool ReadsCandidatesOnly => true;

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope) => kept.Length;

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => "is kept: reflect drops nobody";
}
