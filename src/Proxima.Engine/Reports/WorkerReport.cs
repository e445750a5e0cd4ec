using Proxima.Engine.Latency;

namespace Proxima.Engine.Reports;

/// <summary>What the answering side counts. The numbers are part of the report file's layout.</summary>
public enum Counter
{
    UdpQueries = 0, TcpQueries = 1, Answered = 2, Steered = 3, NoError = 4, NXDomain = 5, Refused = 6, FormErr = 7, NotImp = 8, BadVers = 9,
    ServFail = 10, Dropped = 11, Truncated = 12, WithClientSubnet = 13, TcpConnections = 14, TcpRefused = 15, TcpTimedOut = 16, SendFailed = 17,
}

/// <summary>One worker's counters and its bounded table of client networks seen: written by that worker alone, read by the control process through the report file.</summary>
public sealed class WorkerReport
{
    public void Count(Counter counter, long by = 1) => throw new NotImplementedException();

    /// <summary>Notes that a steered question was asked for <paramref name="network"/> (already cut to /24 or /48), an address of which is <paramref name="address"/>.</summary>
    public void Seen(in Prefix network, in Prefix address) => throw new NotImplementedException();
}
