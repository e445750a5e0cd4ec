using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Answering;

/// <summary>The transport a request came by.</summary>
public enum Transport : byte
{
    Udp = 0, Tcp = 1,
}

/// <summary>Octets in, octets out: the hall that every wire door calls. A pure function of (snapshot, health, request, sender); counts into the scratch's report.</summary>
public sealed class Responder
{
    public Responder(HealthTable health, ResponderOptions options) => _ = (health, options);

    /// <summary>
    /// Writes the response to <paramref name="request"/> into <paramref name="response"/> and returns its length, or 0: send nothing.
    /// <paramref name="from"/> is the sender's address at full length. Without a snapshot the answer is SERVFAIL.
    /// </summary>
    public int Respond(Snapshot? snapshot, ReadOnlySpan<byte> request, in Prefix from, Transport transport, Span<byte> response, Scratch scratch) => throw new NotImplementedException();
}

/// <summary>Settings of the responder. EDNS buffer size in octets (DNS flag day 2020: 1232).</summary>
public sealed record ResponderOptions(ushort EdnsUdpPayloadSize = 1232, string? Nsid = null, bool Minimal = true);

/// <summary>What one worker needs while it answers, allocated once: decoded query, answer, candidates, compression table, its report.</summary>
public sealed class Scratch
{
    public Scratch(WorkerReport report) => Report = report;

    public WorkerReport Report { get; }
}
