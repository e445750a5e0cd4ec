using Proxima.Engine.Latency;
using Proxima.Engine.Reports;
using Proxima.Measurement.Agents;

namespace Proxima.Measurement.Passive;

/// <summary>
/// Handshakes that clients made with our own DNS listener, as samples: one for each network, their median, so that a client that opens a
/// thousand connections in a second says no more than one that opens one.
/// </summary>
public static class HandshakeSamples
{
    public static IEnumerable<ProbeSample> Of(IReadOnlyList<Handshake> handshakes, long nowUnixMs) => handshakes
        .Where(handshake => ClientNetwork.IsRemote(handshake.Network))
        .GroupBy(handshake => handshake.Network)
        .Select(network => new ProbeSample(
            network.Key.ToString(), ClientNetwork.Median([.. network.Select(handshake => handshake.Rtt)]), Evidence.DnsOverTcp, nowUnixMs));
}
