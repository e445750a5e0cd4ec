using System.Net.Sockets;
using Proxima.Dns.Names;
using Proxima.Dns.Records;
using Proxima.Engine.Steering.Filters;

namespace Proxima.Engine.Steering;

/// <summary>Which (name, type) pairs are steered and by which number: the one list that the zone section and the steering section share.</summary>
public static class SteeredRecordNumbers
{
    /// <summary>In order of number: per name the type of its template; without one A if its pool has an IPv4 endpoint, then AAAA if it has an IPv6 one, then TXT if its policy reflects. None of it depends on who asks.</summary>
    public static IEnumerable<(SteeredName Name, RecordType Type)> Of(SteeringModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var name in model.Names)
        {
            if (name.Records is { } template)
            {
                yield return (name, template.Type);
                continue;
            }

            var pool = model.Pools.Single(pool => pool.Name == name.Pool);
            foreach (var (family, type) in new[] { (AddressFamily.InterNetwork, RecordType.A), (AddressFamily.InterNetworkV6, RecordType.AAAA) })
            {
                if (pool.Endpoints.Any(endpoint => endpoint.Address.AddressFamily == family))
                {
                    yield return (name, type);
                }
            }

            if (model.Policies.Single(policy => policy.Name == name.Policy).Chain.Any(filter => filter.Name == ReflectFilter.Name))
            {
                yield return (name, RecordType.TXT);
            }
        }
    }
}
