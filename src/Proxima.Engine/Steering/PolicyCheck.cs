namespace Proxima.Engine.Steering;

/// <summary>
/// What makes a policy one that cannot be answered for every client. A name has the same types of records whoever asks: resolvers hold a missing
/// record against everybody (RFC 7871 section 7.4), so nobody must be left without one that others get.
/// </summary>
public static class PolicyCheck
{
    /// <summary>What is wrong with a chain and its <c>when-empty</c> by themselves, and what would be right; null: nothing.</summary>
    public static (string What, string Expected)? ProblemOf(WhenEmpty whenEmpty, IReadOnlyList<CompiledFilter> filters)
    {
        if (whenEmpty != WhenEmpty.None)
        {
            return null;
        }

        var chain = new Chain([.. filters.Select(filter => FilterCatalog.Create(in filter))], [.. filters.Select(filter => FilterCatalog.NameOf(in filter))]);
        string? reader = null;
        for (var position = 0; position < chain.Length; position++)
        {
            var name = chain.NameAt(position);
            if (name == "fence")
            {
                return ("'none' beside a fence: some clients would get no record while others get one, and resolvers would tell all that there is none", "all, static or previous");
            }

            if (name == "healthy" && reader is not null)
            {
                return ($"'none' where healthy stands behind {reader}: some clients would get no record while others get one, and resolvers would tell all that there is none", $"healthy before {reader}, or all, static or previous");
            }

            reader ??= chain.ReadsClientAt(position) ? name : null;
        }

        return null;
    }

    /// <summary>
    /// How many of <paramref name="sites"/> the fences of a chain leave at the least, for any client that several of them may concern at once.
    /// <paramref name="fences"/> are its compiled fences.
    /// </summary>
    public static int FewestSites(IReadOnlyList<CompiledFilter> fences, IReadOnlyCollection<int> sites)
    {
        var read = fences.Select(Fence.Of).ToList();
        return Fewest(read, 0, [], [.. sites]);
    }

    public static bool IsFence(in CompiledFilter filter) => FilterCatalog.NameOf(in filter) == "fence";

    private static int Fewest(List<Fence> fences, int next, List<Fence> taken, List<int> left)
    {
        if (next == fences.Count || left.Count == 0)
        {
            return left.Count;
        }

        var without = Fewest(fences, next + 1, taken, left);
        var fence = fences[next];
        return taken.TrueForAll(fence.MayConcernClientsOf)
            ? Math.Min(without, Fewest(fences, next + 1, [.. taken, fence], left.FindAll(fence.Leaves)))
            : without;
    }

    private sealed record Fence(bool IsDenial, HashSet<int> Sites, NetworkRule[] Clients)
    {
        public static Fence Of(CompiledFilter filter)
        {
            var (sites, rules) = SitesAndRules.Read(filter.Octets.Span);
            return new Fence(filter.Whole == 1, [.. sites[0].Select(site => (int)site)], [.. rules.Where(rule => rule.Class == Filters.FenceFilter.Concerned)]);
        }

        public bool Leaves(int site) => Sites.Contains(site) != IsDenial;

        // Rules of different kinds may always meet: a network lies in some country.
        public bool MayConcernClientsOf(Fence other) => Clients.Any(mine => Array.Exists(other.Clients, yours => MayMeet(in mine, in yours)));

        private static bool MayMeet(in NetworkRule mine, in NetworkRule yours)
        {
            if (mine.Kind != yours.Kind)
            {
                return (mine.Kind, yours.Kind) is not ((RuleKind.IPv4, RuleKind.IPv6) or (RuleKind.IPv6, RuleKind.IPv4) or (RuleKind.Country, RuleKind.UnknownCountry) or (RuleKind.UnknownCountry, RuleKind.Country));
            }

            if (mine.Kind > RuleKind.IPv6)
            {
                return mine.Number == yours.Number;
            }

            var shorter = Math.Min(mine.Length, yours.Length);
            return shorter == 0 || (mine.High ^ yours.High) >> (64 - shorter) == 0;
        }
    }
}
