namespace Proxima.Engine.Reports;

/// <summary>
/// What the answering side counts. The numbers are part of the report file's layout. Listeners count connections, failed sends and
/// datagrams that never became a request; the responder counts the rest.
/// </summary>
public enum Counter
{
    UdpQueries = 0, TcpQueries = 1, Answered = 2, Steered = 3, NoError = 4, NXDomain = 5, Refused = 6, FormErr = 7, NotImp = 8, BadVers = 9,
    ServFail = 10, Dropped = 11, Truncated = 12, WithClientSubnet = 13, TcpConnections = 14, TcpRefused = 15, TcpTimedOut = 16, SendFailed = 17,

    /// <summary>Octets the worker's thread has ever allocated on the managed heap: it must stand still while queries flow.</summary>
    AllocatedOctets = 18,

    /// <summary>Requests on which the responder threw: each one is a defect of ours. Nothing is sent.</summary>
    Faulted = 19,

    /// <summary>Questions that PowerDNS handed over for a client, by pipe or remote. One query of a client may be several.</summary>
    PowerDnsQuestions = 20,

    /// <summary>Those of them that were left to PowerDNS's next backend: not steered, or nothing to steer by.</summary>
    PowerDnsLeft = 21,

    /// <summary>Requests the kernel dropped before we saw them, since we did not keep up.</summary>
    QueueFull = 22,

    /// <summary>Datagrams longer than any request we take.</summary>
    TooLong = 23,

    /// <summary>Frames whose lengths contradict each other, or from a source that no answer can go to.</summary>
    Unanswerable = 24,

    /// <summary>Answers that only asked the resolver to come by TCP.</summary>
    Solicited = 25,

    /// <summary>Queries over the rate limit of their network that got nothing.</summary>
    RateDropped = 26,

    /// <summary>Queries over it whose answer was cut to "come by TCP".</summary>
    RateTruncated = 27,

    /// <summary>Queries with a cookie of ours: the sender's address is its own.</summary>
    CookieProven = 28,
}
