namespace Proxima.Engine.Steering;

/// <summary>Whose address the decision is made by.</summary>
public enum ClientSource : byte
{
    /// <summary>The address the query came from: a resolver, or the client itself.</summary>
    Resolver = 0,

    /// <summary>The EDNS client subnet (RFC 7871) with a source prefix length above 0.</summary>
    ClientSubnet = 1,
}
