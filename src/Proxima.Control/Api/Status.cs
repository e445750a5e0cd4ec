namespace Proxima.Control.Api;

/// <summary>
/// Reply of <c>GET /api/v1/status</c>, and what <c>proxima status --json</c> prints. Members may be added, none goes or changes its meaning.
/// Times in Unix milliseconds, durations in seconds; null where there is nothing yet.
/// </summary>
/// <param name="SteeringErrors">Of the steering file as it is now; while there is one, the last good content stays in force.</param>
/// <param name="SteeringRefusals">How often since the start a changed steering file was refused.</param>
/// <param name="Troubles">What keeps the node from storing, publishing, reading its geolocation databases or believing what is reported, one line each.</param>
public sealed record StatusReply(
    string Version,
    long UptimeS,
    SnapshotStatus Snapshot,
    ServeStatus Serve,
    IReadOnlyList<EndpointItem> Endpoints,
    SampleStatus Samples,
    IReadOnlyDictionary<string, long> Counters,
    IReadOnlyList<string> SteeringErrors,
    long SteeringRefusals,
    IReadOnlyList<string> Troubles,
    IReadOnlyList<AgentItem> Agents,
    PeerStatus Peers,
    ProbingStatus Probing,
    IReadOnlyList<VantageItem> Vantages);

/// <summary>The snapshot in force and what is in it.</summary>
public sealed record SnapshotStatus(ulong Serial, long? AgeS, int Zones, int Names, int Networks);

public sealed record ServeStatus(int? Pid, int Restarts);

/// <param name="Monitors">Those that run on this node.</param>
/// <param name="Votes">Of all vantages that check the endpoint.</param>
/// <param name="NewPerMinute">Connections that clients opened at its site in the last minute reported; null: no agent there watches services.</param>
/// <param name="HeldS">How long yet it counts as down for its flapping, if it does not fall again; 0: it does not.</param>
public sealed record EndpointItem(
    string Pool, string Endpoint, string Site, string Address, string Status, long? Since, IReadOnlyList<MonitorItem> Monitors, IReadOnlyList<VoteItem> Votes, long HeldS, long? NewPerMinute);

/// <summary>What a vantage says of an endpoint: up, down, unknown, or learning, which is no verdict yet.</summary>
public sealed record VoteItem(string Vantage, string Vote);

/// <summary>A peer as a vantage: whether it calls itself blind, and how long ago it said what it sees.</summary>
public sealed record VantageItem(string Vantage, bool Blind, double AgeS);

/// <summary>
/// What one monitor of an endpoint says by itself: up, down or unknown; why, by its latest attempt; that attempt's RTT; and how many of its
/// attempts since the start came to no result at all.
/// </summary>
public sealed record MonitorItem(string Monitor, string Status, string Detail, double? RttMs, long Unclear);

/// <summary>
/// Samples kept in the store; since the node started, those accepted and those refused by reason; what the estimator holds, what it could
/// not use of the stored ones by reason, and what it threw out for newer networks.
/// </summary>
public sealed record SampleStatus(
    long Stored, long Accepted, IReadOnlyDictionary<string, long> Refused, long Estimates, IReadOnlyDictionary<string, long> Unusable, long Evicted);

/// <summary>The cluster as this node sees it, and how many callers without its key the peers' door turned away.</summary>
public sealed record PeerStatus(IReadOnlyList<PeerItem> List, long Strangers);

/// <summary>
/// A peer of this node. <paramref name="Skipped"/>: it is this node itself or another entry's node. Counts are samples: those it has stored
/// since this node started, those it has still to get, those it never will. <paramref name="Trouble"/>: why it takes none at the moment.
/// </summary>
public sealed record PeerItem(string Peer, bool Skipped, long Sent, long Waiting, long Lost, string? Trouble);

/// <summary>The last report of a site's agent.</summary>
public sealed record AgentItem(string Site, long LastReport, long Samples);

/// <summary>What agents are asked to do. <paramref name="OptedOut"/>: networks on the list of those that do not want to be probed.</summary>
public sealed record ProbingStatus(int OptedOut, IReadOnlyList<ProbingItem> Plans);

/// <summary>
/// What was planned for a site's agents when they last asked: client networks that may be probed, those that may not, those never tried, those
/// that their own connections keep fresh; and the probes a second it comes to.
/// </summary>
public sealed record ProbingItem(string Site, int Networks, int Refused, int Untried, int Spared, double PerSecond);
