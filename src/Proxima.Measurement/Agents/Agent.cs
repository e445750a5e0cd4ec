using System.Collections.Concurrent;
using Proxima.Engine.Latency;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Agents;

/// <summary>
/// The measuring part of a site: asks its peers which client networks to measure and when, probes them within the budget, and reports every sample
/// to every peer. The same class runs in <c>proxima agent</c> (peers over HTTP) and inside proximad (one peer, in process).
/// </summary>
public sealed class Agent
{
    /// <summary>How late a change of plan may be noticed; the loop otherwise wakes when a probe is due.</summary>
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(50);

    private readonly AgentPace pace;
    private readonly IReadOnlyList<AgentPeer> peers;
    private readonly ProbeCatalog probes;
    private readonly ChangeLog log;
    private readonly TimeProvider time;
    private readonly ProbeQueue queue;
    private readonly ConcurrentDictionary<string, TargetList> wishes = new();
    private volatile string? contact;

    public Agent(AgentPace pace, IReadOnlyList<AgentPeer> peers, ProbeCatalog probes, ChangeLog log, TimeProvider time)
    {
        this.pace = pace;
        this.peers = peers;
        this.probes = probes;
        this.log = log;
        this.time = time;
        queue = new ProbeQueue(new ProbeBudget(time), time);
    }

    /// <summary>Networks being measured.</summary>
    public int TargetCount => queue.Count;

    /// <summary>Measures until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation) =>
        await await Task.WhenAny(RefreshLoopAsync(cancellation), ProbeLoopAsync(isOnePass: false, cancellation));

    /// <summary>Measures every network once that the peers plan for the next minutes. Returns the names of the peers that gave no targets.</summary>
    public async Task<IReadOnlyList<string>> RunOnceAsync(CancellationToken cancellation)
    {
        await RefreshAsync(isOnePass: true, cancellation);
        await ProbeLoopAsync(isOnePass: true, cancellation);
        return [.. peers.Where(peer => !wishes.ContainsKey(peer.Name)).Select(peer => peer.Name)];
    }

    private async Task RefreshLoopAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync(isOnePass: false, cancellation);
                var shortest = pace.Interval < AgentPace.LongestRefresh ? pace.Interval.Value : AgentPace.LongestRefresh;
                await Task.Delay(shortest, time, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log.Say("targets", fault.Message, $"targets cannot be renewed, the last ones stay: {fault.Message}");
                await Task.Delay(AgentPace.LongestRefresh, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Asks all peers at once; one that does not answer keeps its last wishes, so that measuring goes on while a peer restarts.</summary>
    private async Task RefreshAsync(bool isOnePass, CancellationToken cancellation)
    {
        await Task.WhenAll(peers.Select(async peer =>
        {
            if (await peer.Targets(cancellation) is { } list)
            {
                wishes[peer.Name] = list;
            }
        }));
        var merged = TargetMerge.Merge([.. wishes.Values], pace.Interval);
        contact = merged.Contact;
        queue.Apply(merged, isOnePass);
    }

    private async Task ProbeLoopAsync(bool isOnePass, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && !(isOnePass && queue.IsPassDone))
        {
            if (queue.TryNext(out var wait) is { } planned)
            {
                _ = ProbeAsync(planned, cancellation);
                continue;
            }

            try
            {
                var nap = wait < TimeSpan.Zero || wait > LongestNap ? LongestNap : wait;
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(nap.TotalMilliseconds)), time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ProbeAsync(PlannedProbe planned, CancellationToken cancellation)
    {
        ProbeResult result;
        try
        {
            var probe = probes.Find(planned.Step.Kind)!;
            result = await probe.ProbeAsync(new ProbeTarget(planned.Target.Address, planned.Step.Port) { Contact = contact }, pace.ProbeTimeout, cancellation);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception fault)
        {
            // The top of a background task: without this, the network would never be planned again.
            result = ProbeResult.NotSent(fault.Message);
        }

        SayIfNotSent(planned, result);
        if (queue.Observe(planned, result) is { } sample)
        {
            foreach (var peer in peers)
            {
                peer.Report(sample);
            }
        }
    }

    private void SayIfNotSent(PlannedProbe planned, ProbeResult result)
    {
        var subject = $"{EvidenceWords.Of(planned.Step.Kind)} probes over {(planned.Target.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "IPv4" : "IPv6")}";
        if (result.WasSent)
        {
            log.SayRecovered(subject, $"{subject} are sent again");
        }
        else
        {
            log.Say(subject, result.Detail, $"{subject} cannot be sent: {result.Detail}");
        }
    }
}
