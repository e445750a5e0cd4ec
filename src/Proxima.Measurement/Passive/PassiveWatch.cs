using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;

namespace Proxima.Measurement.Passive;

/// <summary>
/// Listens to what the connections of this machine's own services already know: every few seconds their least RTTs become samples for the
/// peers. Sends nothing to anybody measured.
/// </summary>
public sealed class PassiveWatch(IReadOnlyList<int> ports, IReadOnlyList<AgentPeer> peers, ChangeLog log, TimeProvider time)
{
    /// <summary>A connection shorter than this may be missed; a shorter interval would cost more than the few missed are worth.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private const string Subject = "passive samples";
    private readonly PassiveLedger ledger = new();
    private long taken;

    /// <summary>Looks until cancelled; without ports there is nothing to look at.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (ports.Count > 0 && !cancellation.IsCancellationRequested)
        {
            Look();
            await Task.Delay(Interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Connections of clients that began since the last call; null: nothing was looked at, or once only.</summary>
    public long? TakeArrivals()
    {
        if (!ledger.HasCompared)
        {
            return null;
        }

        var arrived = ledger.Arrived;
        return arrived - Interlocked.Exchange(ref taken, arrived);
    }

    /// <summary>One look.</summary>
    public void Look()
    {
        if (ports.Count == 0)
        {
            return;
        }

        if (SockDiag.TryRead(ports, out var problem) is not { } connections)
        {
            log.Say(Subject, problem, $"no passive samples: {problem}");
            return;
        }

        log.SayRecovered(Subject, "passive samples are taken again");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var sample in ledger.Observe(connections, now))
        {
            // A handshake's SYN-ACK sent again counts as retransmitted and is no data segment. No connection is named: what comes here counts.
            var flow = new Flow(sample.Deviation, (uint)sample.Segments, (uint)Math.Min(sample.Retransmitted, sample.Segments), Connection: 0);
            var report = new ProbeSample(sample.Network.ToString(), sample.Rtt, Evidence.PassiveTcp, now) { Flow = flow };
            foreach (var peer in peers)
            {
                peer.Report(report);
            }
        }
    }
}
