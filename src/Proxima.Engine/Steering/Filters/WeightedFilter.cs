namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// Weighted rendezvous hashing (Thaler and Ravishankar 1998, weights after Schindelhauer and Schomaker 2005): each endpoint draws
/// -ln(u)/weight with u from a hash of (client network, owner name, endpoint name, seed), the lowest comes first. So every node and every
/// query gives one network the same order, and a changed weight moves only that endpoint's share.
/// </summary>
public sealed class WeightedFilter : IFilter
{
    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        var network = ClientHash.NetworkOf(in client);
        var left = DropWeightless(kept);
        if (left != 1)
        {
            // With one left there is no choice, and the network made no difference.
            scope.RelyOnPrefix(network.Length);
        }

        var hash = StableHash.Combine(ClientHash.Of(in client, in network), client.OwnerHash);
        Span<double> draws = stackalloc double[SteeringTable.MaxCandidates];
        for (var i = 0; i < left; i++)
        {
            draws[i] = -Math.Log(ClientHash.Uniform(StableHash.Combine(hash, kept[i].NameHash))) / Math.Max((ushort)1, kept[i].Weight);
        }

        Kept.SortBy(kept[..left], draws);
        return left;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => "has weight 0, others have more";

    // Weight 0 means no clients while another can have them.
    private static int DropWeightless(Span<Candidate> kept)
    {
        var some = false;
        foreach (ref readonly var candidate in kept)
        {
            some |= candidate.Weight > 0;
        }

        if (!some)
        {
            return kept.Length;
        }

        foreach (ref var candidate in kept)
        {
            candidate.Reason = candidate.Weight == 0 ? DropReason.NoWeight : DropReason.None;
        }

        return Kept.SplitByReason(kept);
    }
}
