namespace Proxima.Measurement.Agents;

/// <summary>What the planner knows of one network. Guarded by the planner's lock.</summary>
internal sealed class NetworkPlan(AgentTarget target, int rank)
{
    public AgentTarget Target { get; set; } = target;

    /// <summary>Place among all networks by weight, 1 for the heaviest.</summary>
    public int Rank { get; set; } = rank;

    public ProbeLadder Ladder { get; } = new(target.IsResolver);

    /// <summary>When the measurement began; the next one is due an interval later, however many steps this one takes.</summary>
    public long StartedTimestamp { get; set; }

    /// <summary>A step was lost and the next one is to be tried.</summary>
    public bool IsMidway { get; set; }

    public double Weight => Target.Weight;

    /// <summary>How often it is measured, by its share of the budget.</summary>
    public TimeSpan Interval { get; set; } = AgentPace.DefaultInterval;

    public bool WasMeasured { get; set; }

    /// <summary>No peer asks for it any more; a probe in flight is forgotten.</summary>
    public bool IsDropped { get; set; }
}

/// <summary>A probe to send now.</summary>
internal sealed record PlannedProbe(AgentTarget Target, ProbeStep Step, NetworkPlan Plan);
