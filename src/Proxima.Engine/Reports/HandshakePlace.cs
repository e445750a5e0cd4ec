namespace Proxima.Engine.Reports;

/// <summary>How far somebody has read the handshakes of reports: one answering side's after the other's.</summary>
public sealed class HandshakePlace
{
    internal DateTimeOffset StartedAt { get; set; }

    /// <summary>One for each worker; empty before the first read.</summary>
    internal long[] Counts { get; set; } = [];
}
