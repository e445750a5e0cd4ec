namespace Proxima.Measurement.Uplink;

/// <summary>What the uplinks of one sender share: where it stands, how it shows who it is, and where what is unsent waits.</summary>
/// <param name="Site">Where its samples were taken; empty for a node, whose samples name their sites.</param>
/// <param name="SpoolDirectory">Null keeps unsent samples in memory only.</param>
public sealed record UplinkSender(string Site, AgentToken Token, string? SpoolDirectory)
{
    /// <summary>For peers at https addresses, which are then believed and believe by the cluster's key; null: by the authorities of the machine, and the token.</summary>
    public PeerRoll? Roll { get; init; }

    /// <summary>How often it wants to measure a network; null: as the peers say.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>It writes to every node of the cluster, so that none passes its samples on to the others.</summary>
    public bool ToAll { get; init; }
}
