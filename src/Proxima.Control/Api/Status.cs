namespace Proxima.Control.Api;

/// <summary>Reply of <c>GET /api/v1/status</c>. Times in Unix milliseconds, durations in seconds; null where there is nothing yet.</summary>
public sealed record StatusReply(
    string Version,
    long UptimeS,
    SnapshotStatus Snapshot,
    ServeStatus Serve,
    IReadOnlyList<EndpointItem> Endpoints,
    SampleStatus Samples,
    IReadOnlyDictionary<string, long> Counters,
    IReadOnlyList<string> SteeringErrors,
    IReadOnlyList<string> Troubles,
    IReadOnlyList<AgentItem> Agents);

/// <summary>The snapshot in force and what is in it.</summary>
public sealed record SnapshotStatus(ulong Serial, long? AgeS, int Zones, int Names, int Networks);

public sealed record ServeStatus(int? Pid, int Restarts);

public sealed record EndpointItem(string Pool, string Endpoint, string Site, string Address, string Status, long? Since);

/// <summary>Samples since the start of the node and those kept in the store, and what the estimator holds.</summary>
public sealed record SampleStatus(long Stored, long Accepted, IReadOnlyDictionary<string, long> Refused, long Estimates);

/// <summary>The last report of a site's agent.</summary>
public sealed record AgentItem(string Site, long LastReport, long Samples);
