using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering.Filters;

/// <summary>Sends the clients it names to the sites listed for them, the first listed first. A preference: where none of these is left, everybody stays as they were.</summary>
public sealed class TopologyFilter : IFilter
{
    private const byte NotListed = 255;

    private readonly NetworkClasses clients;
    private readonly ushort otherwise;

    // By class, then by site: its place in the list.
    private readonly byte[][] places;

    /// <param name="clients">Which class of clients an address is of.</param>
    /// <param name="lists">By class, the sites in order.</param>
    /// <param name="otherwise">The class of clients that no rule names; <see cref="NetworkClasses.None"/>: they are not concerned.</param>
    public TopologyFilter(NetworkClasses clients, IReadOnlyList<byte[]> lists, ushort otherwise)
    {
        this.clients = clients;
        this.otherwise = otherwise;
        places = new byte[lists.Count][];
        for (var list = 0; list < places.Length; list++)
        {
            places[list] = new byte[LatencyRows.MaxSites + 1];
            Array.Fill(places[list], NotListed);
            for (var place = lists[list].Length - 1; place >= 0; place--)
            {
                places[list][lists[list][place]] = (byte)place;
            }
        }
    }

    /// <summary>The parameter that stands for all clients which no other names.</summary>
    private const string Otherwise = "else";

    internal static CompiledFilter Read(FilterParameters read)
    {
        var reader = new NetworkRuleReader(read);
        var lists = new List<byte[]>();
        uint rest = NetworkClasses.None;
        foreach (var named in read.Written)
        {
            if (named == Otherwise)
            {
                rest = (uint)lists.Count;
            }
            else
            {
                reader.Add(named, named, (ushort)lists.Count, 0);
            }

            lists.Add(read.Sites(named));
        }

        if (lists.Count is 0 or > NetworkRuleReader.MaxRules - 1)
        {
            read.Add(null, $"a topology of {lists.Count} rules", $"1 to {NetworkRuleReader.MaxRules - 1} entries of clients: [site, ...], as DE: [fra, ams]");
        }

        return new CompiledFilter { Whole = rest, Octets = SitesAndRules.Write(lists, reader.Rules) };
    }

    internal static IFilter Create(CompiledFilter filter)
    {
        var (lists, rules) = SitesAndRules.Read(filter.Octets.Span);
        return new TopologyFilter(new NetworkClasses(rules), lists, (ushort)filter.Whole);
    }

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        var found = clients.ClassOf(in client, ref scope);
        found = found == NetworkClasses.None ? otherwise : found;
        if (found == NetworkClasses.None)
        {
            return kept.Length;
        }

        var placeOf = places[found];
        foreach (ref var candidate in kept)
        {
            candidate.Reason = placeOf[(byte)candidate.Site] == NotListed ? DropReason.NotPreferred : DropReason.None;
        }

        var left = Kept.PreferWithoutReason(kept);
        Span<byte> keys = stackalloc byte[SteeringTable.MaxCandidates];
        for (var i = 0; i < left; i++)
        {
            keys[i] = placeOf[(byte)kept[i].Site];
        }

        Kept.SortBy(kept[..left], keys);
        return left;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) => "its site is none of those listed for this client";
}
