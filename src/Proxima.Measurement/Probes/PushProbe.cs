using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>
/// A dead man's switch: the endpoint sends heartbeats over the API, and one that falls silent for the TTL is down. Until the TTL has passed
/// since this process started, silence says nothing: the heartbeats before are not known here.
/// </summary>
public sealed class PushProbe(PushCheck check, HeartbeatBoard board) : IProbe
{
    public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation) => Task.FromResult(Judge(target.Name));

    private ProbeResult Judge(string endpoint)
    {
        if (board.Last(endpoint) is not { } beat)
        {
            var silence = board.Uptime;
            return silence < check.Ttl
                ? ProbeResult.NotSent("no heartbeat yet")
                : ProbeResult.Bad(Rtt.Unknown, $"no heartbeat within {check.Ttl.TotalSeconds:0} s");
        }

        var age = board.AgeOf(beat);
        return age > check.Ttl ? ProbeResult.Bad(Rtt.Unknown, $"the last heartbeat is older than {check.Ttl.TotalSeconds:0} s")
            : beat.IsUp ? ProbeResult.Good(Rtt.Unknown, beat.Detail.Length > 0 ? beat.Detail : "heartbeat")
            : ProbeResult.Bad(Rtt.Unknown, beat.Detail.Length > 0 ? beat.Detail : "the endpoint says that it is down");
    }
}
