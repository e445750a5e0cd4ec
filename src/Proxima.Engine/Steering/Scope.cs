using Proxima.Engine.Latency;
using Proxima.Engine.Places;

namespace Proxima.Engine.Steering;

/// <summary>What the filters of one chain relied on of the client's address. The narrowest wins; a chain that never looked has scope 0.</summary>
public struct Scope
{
    /// <summary>Bits of the address that a choice depends on by themselves (a hash of the network, a list of networks), 0 if none.</summary>
    public byte PrefixLength { get; private set; }

    /// <summary>True when a filter looked at the address itself, as a hash or a list of networks does.</summary>
    public bool UsesNetwork { get; private set; }

    /// <summary>True when a filter looked at latency: the scope is then as wide as neighbours are served alike.</summary>
    public bool UsesLatency { get; private set; }

    /// <summary>True when a filter looked at the client's place.</summary>
    public bool UsesPlace { get; private set; }

    /// <summary>Bits of the address within which the place that a filter looked at is the same.</summary>
    internal byte PlaceLength { get; private set; }

    public void RelyOnLatency() => UsesLatency = true;

    public void RelyOnPrefix(int length)
    {
        UsesNetwork = true;
        PrefixLength = (byte)Math.Max(PrefixLength, length);
    }

    public void RelyOnPlace(in Prefix network, in PlaceMatch match)
    {
        UsesPlace = true;
        PlaceLength = (byte)Math.Max(PlaceLength, match.Range.ShortestPrefixAround(network.High));
    }
}
