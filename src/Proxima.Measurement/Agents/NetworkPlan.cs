namespace Proxima.Measurement.Agents;

/// <summary>What the queue knows of one network. Guarded by the queue's lock.</summary>
/// <param name="target">Whom to probe.</param>
/// <param name="rank">Place in the peers' plan, 1 for the first.</param>
/// <param name="before">The same network when it was named the last time; null: never.</param>
internal sealed class NetworkPlan(AgentTarget target, int rank, NetworkPlan? before)
{
    public AgentTarget Target { get; set; } = target;

    public int Rank { get; set; } = rank;

    public ProbeLadder Ladder { get; } = before is not null && before.Target.IsResolver == target.IsResolver ? before.Ladder : new ProbeLadder(target.IsResolver);

    /// <summary>When the last measurement began, however many steps it took; null: never.</summary>
    public long? StartedTimestamp { get; set; } = before?.StartedTimestamp;

    /// <summary>When the next probe is due; null while one is in flight. An entry of the queue with another time is void.</summary>
    public long? DueTimestamp { get; set; }

    public bool WasPlanned { get; set; }

    /// <summary>A step was lost and the next one is to be tried.</summary>
    public bool IsMidway { get; set; }

    /// <summary>How often it is measured.</summary>
    public TimeSpan Interval { get; set; } = AgentPace.DefaultInterval;

    public bool WasMeasured { get; set; }

    /// <summary>No peer asks for it any more; a probe in flight is forgotten.</summary>
    public bool IsDropped { get; set; }
}

/// <summary>A probe to send now.</summary>
internal sealed record PlannedProbe(AgentTarget Target, ProbeStep Step, NetworkPlan Plan);
