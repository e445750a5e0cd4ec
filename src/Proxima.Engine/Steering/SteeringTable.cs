using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Snapshots;

namespace Proxima.Engine.Steering;

/// <summary>Sites, endpoints, compiled policies and steered records of one snapshot, read in place.</summary>
public sealed class SteeringTable
{
    /// <summary>Most candidates of one steered record (one bit each in the availability mask).</summary>
    public const int MaxCandidates = 64;

    public SteeringTable(SectionView section, LatencyMap latency, ulong seed) => _ = (section, latency, seed);

    /// <summary>
    /// Decides steered record <paramref name="steered"/> for <paramref name="client"/>. <paramref name="candidates"/> has room for
    /// <see cref="MaxCandidates"/>; on return the first Kept of it are the answer in order, the rest up to Considered are the trace.
    /// </summary>
    public Decision Decide(int steered, Prefix client, ClientSource source, HealthTable health, Span<Candidate> candidates) => throw new NotImplementedException();

    /// <summary>The RDATA (4 or 16 octets) of an endpoint.</summary>
    public ReadOnlySpan<byte> AddressOf(int endpoint) => throw new NotImplementedException();

    /// <summary>Static addresses of a steered record, one RDATA after the other, 4 or 16 octets each; used when the decision is WhenEmpty.Static.</summary>
    public ReadOnlySpan<byte> StaticAddressesOf(int steered) => throw new NotImplementedException();
}
