using System.Net;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>A STUN binding request over UDP (RFC 8489): healthy is a success response that tells where the request came from.</summary>
public sealed class StunProbe(StunCheck check, TimeProvider time) : IProbe
{
    public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        var request = StunMessage.WriteRequest();
        return UdpExchange.AskAsync(
            new IPEndPoint(target.Address, check.Port), request,
            (response, rtt) => !StunMessage.TryReadResponse(response, request, out var problem) ? null
                : problem.Length == 0 ? ProbeResult.Good(rtt, "binding success") : ProbeResult.Bad(rtt, problem),
            timeout, (time, cancellation));
    }
}
