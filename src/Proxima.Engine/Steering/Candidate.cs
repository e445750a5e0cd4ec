using Proxima.Engine.Health;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>An endpoint considered for one query. Those the chain dropped stay behind the kept ones, stamped with who dropped them and why: the tail is the trace.</summary>
public struct Candidate
{
    /// <summary>Rank of a site without a figure: behind every other.</summary>
    public const byte NoRank = 255;

    /// <summary>In <see cref="DroppedBy"/>: not a filter, but the choice of the pool.</summary>
    public const byte ByPoolChoice = 255;

    /// <summary>Stable hash of the endpoint's name.</summary>
    public ulong NameHash;

    /// <summary>What the health table says of it, read once.</summary>
    public HealthWord Word;

    /// <summary>Stable hash of its site's name.</summary>
    public uint SiteHash;

    /// <summary>Index into the snapshot's endpoints.</summary>
    public int Endpoint;
    public Rtt Rtt;
    public PathQuality Quality;
    public ushort Site;
    public ushort Weight;
    public ushort Priority;

    /// <summary>In fifteenths.</summary>
    public byte Confidence;
    public Evidence Evidence;

    /// <summary>Place of its site in the network's order of preference, from 0.</summary>
    public byte Rank;

    /// <summary>Its place in the configured order, from 0.</summary>
    public byte Place;

    /// <summary>Which of the name's pools it is of, from 0.</summary>
    public byte Pool;

    /// <summary>It is down, and considered all the same, since nobody was left and the policy answers as before.</summary>
    public bool IsRevived;

    /// <summary>Position in the chain of the filter that dropped it, plus one; 0 while it is kept.</summary>
    public byte DroppedBy;
    public DropReason Reason;

    public readonly EndpointStatus Status => Word.Status;
}

/// <summary>Why a filter dropped a candidate. Each filter puts its reasons into words for explain.</summary>
public enum DropReason : byte
{
    None = 0, Down = 1, ForcedDown = 2, Draining = 3, BeyondTolerance = 4, NoLatency = 5, LowerPriority = 6, BeyondCount = 7, NoWeight = 8,

    /// <summary>Its share does not reach to this client network.</summary>
    NotAdmitted = 9,

    /// <summary>Outside a schedule's windows, or none of a topology's sites: a preference, not a ban.</summary>
    NotPreferred = 10,

    /// <summary>A fence: never answered, not even where nobody else is left.</summary>
    Fenced = 11,

    TooMuchLoss = 12, LowerQuality = 13, Farther = 14,

    /// <summary>Of a pool of which too little is available, or of one behind the pool in use.</summary>
    OtherPool = 15,
}
