using Proxima.Engine.Latency;
using Proxima.Engine.Places;

namespace Proxima.Engine.Steering;

/// <summary>Whose address the decision is made by.</summary>
public enum ClientSource : byte
{
    /// <summary>The address the query came from: a resolver, or the client itself.</summary>
    Resolver = 0,

    /// <summary>The EDNS client subnet (RFC 7871) with a source prefix length above 0.</summary>
    ClientSubnet = 1,
}

/// <summary>Whom a decision is for, and all that a filter may know of it. The network is as given: bits beyond its length are zero.</summary>
public readonly ref struct Client(Prefix network, ClientSource source, LatencyRow row, ulong ownerHash, ulong seed)
{
    public Prefix Network { get; } = network;

    public ClientSource Source { get; } = source;

    /// <summary>What the latency map knows for the network.</summary>
    public LatencyRow Row { get; } = row;

    /// <summary>Stable hash of the owner name asked for, lower case.</summary>
    public ulong OwnerHash { get; } = ownerHash;

    public ulong Seed { get; } = seed;

    /// <summary>Where addresses are; without it every one is at the unknown place.</summary>
    internal PlaceMap? Places { get; init; }

    /// <summary>
    /// The place of the client, searched for at each call. A filter that asks reports so with <see cref="Scope.RelyOnPlace"/>, whatever the
    /// place is: the unknown one too holds only as far as its range goes.
    /// </summary>
    public PlaceMatch FindPlace() => (Places ?? PlaceMap.Empty).Find(Network);
}
