namespace Proxima.Measurement.Uplink;

/// <summary>Body of <c>POST /api/v1/load</c>: how loaded endpoints are, by whatever measure they choose; 1 is full.</summary>
public sealed record LoadReport(IReadOnlyList<EndpointLoad> Loads);

public sealed record EndpointLoad(string Pool, string Endpoint, double Load);

/// <summary>
/// Body of <c>POST /api/v1/counters</c>: what the interfaces of one machine have transferred since it was started, in octets.
/// <paramref name="Boot"/> is another after each start, so that counters which begin anew are told from such that wrapped.
/// <paramref name="NewConnections"/>: how many connections of clients to the services its agent watches began since the last report; null: it watches none.
/// </summary>
public sealed record CountersReport(string Site, string Machine, string Boot, IReadOnlyList<InterfaceCounters> Interfaces, long? NewConnections = null)
{
    public const int MaxInterfaces = 64;

    /// <summary>HOST_NAME_MAX of Linux.</summary>
    public const int MaxName = 64;

    /// <summary>A UUID in text.</summary>
    public const int MaxBoot = 36;

    /// <summary>IFNAMSIZ of Linux without the ending zero.</summary>
    public const int MaxInterfaceName = 15;
}

public sealed record InterfaceCounters(string Name, long Received, long Sent);

/// <summary>Answer to a report of numbers, which is noted at once.</summary>
public sealed record NumbersReply(bool Noted);
