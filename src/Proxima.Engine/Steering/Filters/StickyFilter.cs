namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// Orders by rendezvous hashing (Thaler and Ravishankar 1998) of the client's network with the site, then with the endpoint: one network gets
/// one site for every name and both address families, from every node; an endpoint that goes moves only its own networks.
/// </summary>
public sealed class StickyFilter(int ipv4Length, int ipv6Length) : IFilter
{
    internal static CompiledFilter Read(FilterParameters read) => new()
    {
        Whole = read.Whole("ipv4", ClientHash.IPv4PrefixLength, 8, 32) | (read.Whole("ipv6", ClientHash.IPv6PrefixLength, 16, 64) << 8),
    };

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        var network = client.Network.Truncate(client.Network.IsIPv6 ? ipv6Length : ipv4Length);
        if (kept.Length != 1)
        {
            // With one left there is no choice, and the network made no difference.
            scope.RelyOnPrefix(network.Length);
        }

        var hash = ClientHash.Of(in client, in network);
        Span<ulong> draws = stackalloc ulong[SteeringTable.MaxCandidates];
        for (var i = 0; i < kept.Length; i++)
        {
            draws[i] = (StableHash.Combine(hash, kept[i].SiteHash) & 0xFFFF_FFFF_0000_0000) | (StableHash.Combine(hash, kept[i].NameHash) >> 32);
        }

        Kept.SortBy(kept, draws);
        return kept.Length;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => "is kept: sticky only orders";
}
