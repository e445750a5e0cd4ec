using Proxima.Engine.Health;
using Proxima.Engine.Latency;

namespace Proxima.Engine.Steering;

/// <summary>An endpoint considered for one query. Those the chain dropped stay behind the kept ones, stamped with who dropped them and why: the tail is the trace.</summary>
public struct Candidate
{
    /// <summary>Index into the snapshot's endpoints.</summary>
    public int Endpoint;
    public ushort Site;
    public ushort Weight;
    public ushort Priority;
    public EndpointStatus Status;
    public Rtt Rtt;
    public byte Confidence;
    public Evidence Evidence;

    /// <summary>Position in the chain of the filter that dropped it, plus one; 0 while it is kept.</summary>
    public byte DroppedBy;
    public byte Reason;
}
