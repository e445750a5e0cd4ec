using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>
/// The filters by which an endpoint gets only a share of the clients that would come to it. Each (network, endpoint) draws a number from its
/// hash, and the endpoint is kept where that is at most the share: as the share grows, networks are added and none is taken away, in any order
/// of filters and whatever else chooses. Where nobody is admitted everybody stays: to shed the last one helps nobody.
/// </summary>
public abstract class AdmissionFilter(string name) : IFilter
{
    // So that two such filters draw independently.
    private readonly ulong salt = StableHash.Of(name);

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        var isLimited = kept.Length == 0;
        foreach (ref readonly var candidate in kept)
        {
            isLimited |= ShareOf(in candidate) < 1;
        }

        if (!isLimited || kept.Length == 1)
        {
            return kept.Length;
        }

        var network = ClientHash.NetworkOf(in client);
        scope.RelyOnPrefix(network.Length);
        var hash = ClientHash.Of(in client, in network) ^ salt;
        foreach (ref var candidate in kept)
        {
            var isAdmitted = ClientHash.Uniform(StableHash.Combine(hash, candidate.NameHash)) <= ShareOf(in candidate);
            candidate.Reason = isAdmitted ? DropReason.None : DropReason.NotAdmitted;
        }

        return Kept.PreferWithoutReason(kept);
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) =>
        $"{CauseOf(in dropped)}: it takes {ShareOf(in dropped):P0} of the networks that would come to it, and this one is not among them";

    /// <summary>The share of client networks it takes at the moment, 0 to 1.</summary>
    protected abstract double ShareOf(in Candidate candidate);

    /// <summary>Why it takes less than all, in words.</summary>
    protected abstract string CauseOf(in Candidate candidate);
}
