using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Settings.Steering;

/// <summary>What one steering file may hold at most.</summary>
public static class SteeringLimits
{
    /// <summary>Of the file, in octets.</summary>
    public const long FileLength = 67_108_864;

    /// <summary>One octet names the site in the latency map.</summary>
    public const int Sites = LatencyRows.MaxSites;

    /// <summary>One bit for each candidate in the availability mask.</summary>
    public const int EndpointsOfPool = SteeringTable.MaxCandidates;

    /// <summary>Weights and priorities are 16 bits wide in the snapshot.</summary>
    public const int Weight = ushort.MaxValue;

    /// <summary>Filters of a chain.</summary>
    public const int FiltersOfChain = Chain.MaxLength;

    /// <summary>Static addresses of a name.</summary>
    public const int StaticAddresses = 64;

    /// <summary>Seconds. Steered answers change; a day is already long.</summary>
    public const int Ttl = 86_400;

    /// <summary>Characters of the name of a site, pool, monitor, policy or endpoint.</summary>
    public const int WordLength = 63;
}
