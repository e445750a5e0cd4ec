using Proxima.Engine.Health;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>An endpoint considered for one query. Those the chain dropped stay behind the kept ones, stamped with who dropped them and why: the tail is the trace.</summary>
public struct Candidate
{
    /// <summary>Rank of a site without a figure: behind every other.</summary>
    public const byte NoRank = 255;

    /// <summary>Stable hash of the endpoint's name.</summary>
    public ulong NameHash;

    /// <summary>Index into the snapshot's endpoints.</summary>
    public int Endpoint;
    public Rtt Rtt;
    public ushort Site;
    public ushort Weight;
    public ushort Priority;
    public EndpointStatus Status;

    /// <summary>In fifteenths.</summary>
    public byte Confidence;
    public Evidence Evidence;

    /// <summary>Place of its site in the network's order of preference, from 0.</summary>
    public byte Rank;

    /// <summary>Position in the chain of the filter that dropped it, plus one; 0 while it is kept.</summary>
    public byte DroppedBy;
    public DropReason Reason;
}

/// <summary>Why a filter dropped a candidate. Each filter puts its reasons into words for explain.</summary>
public enum DropReason : byte
{
    None = 0, Down = 1, ForcedDown = 2, Draining = 3, BeyondTolerance = 4, NoLatency = 5, LowerPriority = 6, BeyondCount = 7, NoWeight = 8,
}
