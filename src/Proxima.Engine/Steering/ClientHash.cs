using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>What filters that choose by hash take of the client: its network, at the lengths that latency is kept for unless they say otherwise.</summary>
internal static class ClientHash
{
    /// <summary>Bits of the client's address that the choice depends on.</summary>
    public const int IPv4PrefixLength = 24;

    /// <inheritdoc cref="IPv4PrefixLength"/>
    public const int IPv6PrefixLength = 48;

    public static Prefix NetworkOf(in Client client) => client.Network.Truncate(client.Network.IsIPv6 ? IPv6PrefixLength : IPv4PrefixLength);

    /// <summary>The same for every name; combine it with <see cref="Client.OwnerHash"/> where names shall differ.</summary>
    public static ulong Of(in Client client, in Prefix network) => StableHash.Combine(client.Seed ^ (network.IsIPv6 ? 6UL : 4UL), network.High);

    /// <summary>53 bits of a hash, as a number above 0 and at most 1.</summary>
    public static double Uniform(ulong hash) => ((hash >> 11) + 1) / (double)(1L << 53);
}
