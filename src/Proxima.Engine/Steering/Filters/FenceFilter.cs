namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// For the clients it names, only the allowed sites, or never the denied ones: a law or a contract, so what it drops is never answered, not even
/// where nobody is left and the policy would answer everybody.
/// </summary>
public sealed class FenceFilter(NetworkClasses clients, bool isDenial, SiteSet sites) : IFilter
{
    /// <summary>The class of the clients it is for; any other is not concerned.</summary>
    internal const ushort Concerned = 1;

    private const ushort Excepted = 0;

    internal static CompiledFilter Read(FilterParameters read)
    {
        var reader = new NetworkRuleReader(read);
        foreach (var (parameter, number) in new[] { ("clients", Concerned), ("except", Excepted) })
        {
            var items = read.Items(parameter);
            for (var i = 0; i < items.Count; i++)
            {
                reader.Add(parameter, items[i], number, i);
            }
        }

        if (read.Items("clients").Count == 0)
        {
            read.Add(read.Has("clients") ? "clients" : null, "a fence that names no clients", $"clients: [{NetworkRuleReader.Expected}]");
        }

        var sites = read.SitesOfOne("allow", "deny", out var isDenial);
        return new CompiledFilter { Whole = isDenial ? 1U : 0, Octets = SitesAndRules.Write([sites], reader.Rules) };
    }

    internal static IFilter Create(CompiledFilter filter)
    {
        var (sites, rules) = SitesAndRules.Read(filter.Octets.Span);
        return new FenceFilter(new NetworkClasses(rules), filter.Whole == 1, new SiteSet(sites[0]));
    }

    public int Apply(in Client client, Span<Candidate> kept, ref Scope scope)
    {
        if (clients.ClassOf(in client, ref scope) != Concerned)
        {
            return kept.Length;
        }

        foreach (ref var candidate in kept)
        {
            candidate.Reason = sites.Contains(candidate.Site) == isDenial ? DropReason.Fenced : DropReason.None;
        }

        return Kept.SplitByReason(kept);
    }

    /// <summary>A bit for the place of each candidate that this client must not get.</summary>
    internal ulong BannedOf(in Client client, ReadOnlySpan<Candidate> candidates, ref Scope scope)
    {
        var banned = 0UL;
        if (clients.ClassOf(in client, ref scope) == Concerned)
        {
            foreach (ref readonly var candidate in candidates)
            {
                banned |= sites.Contains(candidate.Site) == isDenial ? 1UL << candidate.Place : 0;
            }
        }

        return banned;
    }

    public string ReasonFor(in Client client, in Candidate dropped, ReadOnlySpan<Candidate> reached) =>
        isDenial ? "its site is denied to this client" : "its site is none of those this client is allowed";
}
