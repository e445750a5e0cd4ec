using System.Net.Sockets;
using Proxima.Dns.Text;
using Proxima.Engine.Steering;

namespace Proxima.Settings.Steering;

/// <summary>Whether every client can be answered at a name: its fences leave everybody a site, and static addresses are of all its families.</summary>
internal sealed class CoverageCheck(IReadOnlyList<Site> sites, IReadOnlyDictionary<string, Pool?> pools, PolicyParser parser, List<TextError> errors)
{
    public void Check(SteeredName name, Policy? policy, TextPosition at)
    {
        if (policy is null || name.AllPools.Any(pool => pools[pool] is null))
        {
            return;
        }

        foreach (var family in name.Records is null ? (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6] : [AddressFamily.Unspecified])
        {
            // A name without any is told elsewhere.
            var lacksFamily = policy.WhenEmpty == WhenEmpty.Static && name.Static is { Count: > 0 } && !HasStatic(name, family);
            var isStatic = policy.WhenEmpty == WhenEmpty.Static && HasStatic(name, family);
            foreach (var pool in name.AllPools)
            {
                Check(pool, policy, family, isStatic, at);
            }

            if (lacksFamily && name.AllPools.Any(pool => EndpointsOf(pool, family).Count > 0))
            {
                errors.Add(at.Error($"policy '{policy.Name}' answers static addresses, and there are none{WordsOf(family)}", "a static address for each family that the pool has"));
            }
        }
    }

    private void Check(string pool, Policy policy, AddressFamily family, bool isStatic, TextPosition at)
    {
        var endpoints = EndpointsOf(pool, family);
        if (endpoints.Count == 0)
        {
            return;
        }

        var fences = policy.Chain.Select(parser.Compile).Where(filter => PolicyCheck.IsFence(in filter)).ToList();
        if (!isStatic && PolicyCheck.FewestSites(fences, [.. endpoints.Select(NumberOf).Distinct()]) == 0)
        {
            errors.Add(at.Error($"the fences of policy '{policy.Name}' leave some clients no site of pool '{pool}'{WordsOf(family)}", "an endpoint at a site they are allowed, or when-empty: static with an address for them"));
        }
    }

    private List<Endpoint> EndpointsOf(string pool, AddressFamily family) =>
        [.. pools[pool]!.Endpoints.Where(endpoint => family == AddressFamily.Unspecified || endpoint.Address.AddressFamily == family)];

    private static string WordsOf(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => " over IPv4",
        AddressFamily.InterNetworkV6 => " over IPv6",
        _ => string.Empty,
    };

    private static bool HasStatic(SteeredName name, AddressFamily family) => name.Records is { } template
        ? template.Static is { Count: > 0 }
        : name.Static?.Any(address => address.AddressFamily == family) == true;

    private int NumberOf(Endpoint endpoint) => sites.ToList().FindIndex(site => site.Name == endpoint.Site);
}
