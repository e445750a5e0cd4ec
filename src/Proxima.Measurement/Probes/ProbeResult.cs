using System.Net.Sockets;
using Proxima.Engine.Latency;

namespace Proxima.Measurement.Probes;

/// <summary>
/// What one attempt gave. <paramref name="Ok"/> is for health, <paramref name="Rtt"/> for latency, and they differ: a refused connection
/// is not healthy, yet its refusal took one round trip. <paramref name="WasSent"/> is false when no packet left this machine, which says
/// nothing about the target's latency or loss. <paramref name="Detail"/> is for people.
/// </summary>
public readonly record struct ProbeResult(bool Ok, Rtt Rtt, string Detail, bool WasSent)
{
    /// <summary>See <see cref="Unclear"/>.</summary>
    public bool IsUnclear { get; init; }

    public static ProbeResult Good(Rtt rtt, string detail) => new(true, rtt, detail, true);

    /// <summary>Something answered, so there is an RTT, but not what a healthy target answers.</summary>
    public static ProbeResult Bad(Rtt rtt, string detail) => new(false, rtt, detail, true);

    public static ProbeResult Lost(TimeSpan timeout) => new(false, Rtt.Unknown, $"no answer within {timeout.TotalMilliseconds:0} ms", true);

    /// <summary>The kernel gave up. A host that does not answer on its own link is the target's failure; everything else (no route, no right) is this machine's.</summary>
    public static ProbeResult Failed(SocketException failure) => failure.SocketErrorCode is SocketError.HostUnreachable or SocketError.HostDown
        ? Bad(Rtt.Unknown, failure.Message)
        : NotSent(failure.Message);

    public static ProbeResult NotSent(string why) => new(false, Rtt.Unknown, why, false);

    /// <summary>The check itself went wrong: it printed without end, hung, or said nothing that makes sense. Nothing is known of the target.</summary>
    public static ProbeResult Unclear(string why) => new(false, Rtt.Unknown, why, false) { IsUnclear = true };
}
