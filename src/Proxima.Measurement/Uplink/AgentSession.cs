using Proxima.Measurement.Agents;
using Proxima.Measurement.Counters;
using Proxima.Measurement.Passive;
using Proxima.Measurement.Probes;

namespace Proxima.Measurement.Uplink;

/// <summary>Where an agent stands and to whom it reports.</summary>
public sealed record AgentPlace(UplinkSender Sender, IReadOnlyList<Uri> Peers)
{
    /// <summary>Sees every sample on its way out: for a person who watches.</summary>
    public Action<ProbeSample>? Trace { get; init; }
}

/// <summary>An agent with its uplinks over HTTP: what <c>proxima agent</c> runs.</summary>
public sealed class AgentSession : IDisposable
{
    private readonly ProbeCatalog probes;
    private readonly List<PeerUplink> uplinks = [];
    private readonly Agent agent;
    private readonly PassiveWatch passive;
    private readonly CounterReporter counters;

    // Of one pass: who did not answer is not asked once more.
    private IReadOnlySet<string> silentPeers = new HashSet<string>();

    /// <exception cref="IOException">A spool cannot be opened; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public AgentSession(AgentPlace place, AgentPace pace, UplinkSurroundings surroundings)
    {
        probes = new ProbeCatalog(surroundings.Time);
        try
        {
            foreach (var peer in place.Peers)
            {
                uplinks.Add(PeerUplink.Open(peer, place.Sender with { Interval = pace.Interval }, surroundings with { Seed = surroundings.Seed + uplinks.Count }));
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        AgentPeer[] peers = [.. uplinks.Select(uplink => uplink.ToAgentPeer())];
        if (place.Trace is { } trace && peers.Length > 0)
        {
            var first = peers[0];
            peers[0] = first with { Report = sample => { trace(sample); first.Report(sample); } };
        }

        agent = new Agent(pace, peers, probes, surroundings.Log, surroundings.Time);
        passive = new PassiveWatch(pace.PassivePorts, peers, surroundings.Log, surroundings.Time);
        counters = new CounterReporter(
            place.Sender.Site, new InterfaceTable(), [.. uplinks.Select(uplink => new CounterReceiver($"peer {uplink.Name}", (report, stop) => silentPeers.Contains(uplink.Name) ? Task.FromResult<string?>(null) : uplink.SendCountersAsync(report, stop)))], surroundings.Log, surroundings.Time) { Arrivals = passive.TakeArrivals };
    }

    /// <summary>Networks that the peers asked to have measured.</summary>
    public int TargetCount => agent.TargetCount;

    /// <summary>Measures and reports until cancelled; what is unsent then is in the spool.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> beside = [.. uplinks.Select(uplink => uplink.RunAsync(stopping.Token)), passive.RunAsync(stopping.Token), counters.RunAsync(stopping.Token)];
        try
        {
            await agent.RunAsync(cancellation);
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(beside);
        }
    }

    /// <summary>
    /// One pass: connections, targets, probes, report. Returns the peers that did not answer, each said in one line: one that gave no targets is not
    /// asked to take samples, they wait for it in the spool.
    /// </summary>
    public async Task<IReadOnlyList<string>> RunOnceAsync(CancellationToken cancellation)
    {
        passive.Look();
        var silent = (await agent.RunOnceAsync(cancellation)).ToHashSet();
        foreach (var uplink in uplinks)
        {
            if (silent.Contains(uplink.Name))
            {
                uplink.Keep();
            }
            else if (!await uplink.SendAllAsync(cancellation))
            {
                silent.Add(uplink.Name);
            }
        }

        silentPeers = silent;
        await counters.ReportAsync(cancellation);
        return [.. silent.Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        uplinks.ForEach(uplink => uplink.Dispose());
        probes.Dispose();
    }
}
