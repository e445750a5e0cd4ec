namespace Proxima.Measurement.Agents;

/// <summary>How fast an agent measures, beside the budget its peers set.</summary>
public sealed record AgentPace
{
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(60);

    /// <summary>How often a network is measured, at most; the peers are told. Null takes the shortest that a peer asks for.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>An answer later than this counts as lost. One second, since a later SYN-ACK has no RTT anyway (<see cref="Probes.TcpProbe.LongestRtt"/>).</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Local ports of this machine's services whose connections are listened to: see <see cref="Passive.PassiveWatch"/>. None by default.</summary>
    public IReadOnlyList<int> PassivePorts { get; init; } = [];

    /// <summary>How often the peers are asked for targets, at most; with a shorter measuring interval, as often as that.</summary>
    public static readonly TimeSpan LongestRefresh = TimeSpan.FromSeconds(10);
}
