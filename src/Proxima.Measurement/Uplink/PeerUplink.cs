using Proxima.Measurement.Agents;

namespace Proxima.Measurement.Uplink;

/// <summary>
/// One peer over HTTP: its targets on the way in, the samples on the way out. Samples leave every <see cref="SendInterval"/>; while the
/// peer does not take them they go to the disk and are tried again with growing waits.
/// </summary>
public sealed class PeerUplink : IDisposable
{
    public static readonly TimeSpan SendInterval = TimeSpan.FromSeconds(1);

    private readonly PeerClient client;
    private readonly Outbox outbox;
    private readonly AgentToken token;
    private readonly Backoff backoff;
    private readonly ChangeLog log;
    private readonly TimeProvider time;
    private long saidDropped;
    private long rejected;

    internal PeerUplink(string name, PeerClient client, Outbox outbox, AgentToken token, UplinkSurroundings surroundings)
    {
        Name = name;
        this.client = client;
        this.outbox = outbox;
        this.token = token;
        log = surroundings.Log;
        time = surroundings.Time;
        backoff = new Backoff(surroundings.Seed);
    }

    public string Name { get; }

    /// <summary>Samples the peer will never get: buffer or spool was full, or it rejected them.</summary>
    public long Lost => outbox.Dropped + rejected;

    /// <param name="peer">Base address; the paths of the API are added to it.</param>
    /// <param name="spoolDirectory">Null keeps unsent samples in memory only.</param>
    /// <exception cref="IOException">The spool cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static PeerUplink Open(Uri peer, string site, AgentToken token, string? spoolDirectory, UplinkSurroundings surroundings)
    {
        var name = peer.AbsoluteUri.TrimEnd('/');
        var spool = spoolDirectory is null ? null : new BatchSpool(Path.Combine(spoolDirectory, SpoolFileName(name)));
        var waiting = new Outbox(site, new SampleBuffer(), spool, surroundings.Time);
        return new PeerUplink(name, new PeerClient(peer, site, token, surroundings.Time), waiting, token, surroundings);
    }

    public AgentPeer ToAgentPeer() => new(Name, GetTargetsAsync, outbox.Add);

    /// <summary>Sends until cancelled; then what is unsent goes to the disk.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var isClear = await SendAllAsync(cancellation);
                await Task.Delay(isClear ? SendInterval : backoff.Next(), time, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                log.Say($"uplink {Name}", fault.Message, $"peer {Name}: sending stumbled and goes on: {fault.Message}");
                await Task.Delay(backoff.Next(), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Keep();
    }

    /// <summary>Sends what there is, now. False when some of it is left; it is on the disk then.</summary>
    public async Task<bool> SendAllAsync(CancellationToken cancellation)
    {
        while (outbox.Peek() is { } batch)
        {
            var (outcome, _, problem) = await client.PostSamplesAsync(batch, cancellation);
            if (!Settle(outcome, batch, problem))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        client.Dispose();
        outbox.Dispose();
    }

    internal async Task<TargetList?> GetTargetsAsync(CancellationToken cancellation)
    {
        var (outcome, reply, problem) = await client.GetTargetsAsync(cancellation);
        if (outcome == CallOutcome.Done && reply is not null)
        {
            log.SayRecovered($"targets {Name}", $"peer {Name} gives targets again");
            return TargetsReading.Read(reply);
        }

        if (outcome == CallOutcome.Denied)
        {
            SayDenied();
        }
        else
        {
            log.Say($"targets {Name}", "away", $"peer {Name} gives no targets: {(problem.Length > 0 ? problem : "its answer is not the JSON of /api/v1/targets")}");
        }

        return null;
    }

    /// <summary>True when the batch is done with.</summary>
    private bool Settle(CallOutcome outcome, SampleBatch batch, string problem)
    {
        switch (outcome)
        {
            case CallOutcome.Done:
                outbox.Remove();
                backoff.Reset();
                log.SayRecovered($"samples {Name}", $"peer {Name} takes samples again");
                log.SayRecovered($"token {Name}", $"peer {Name} takes the token again");
                return true;
            case CallOutcome.Rejected:
                outbox.Remove();
                rejected += batch.Samples.Count;
                log.Say($"samples {Name}", "rejected", $"peer {Name} rejects samples, they are dropped: {problem}; do both sides run the same version?");
                return true;
            case CallOutcome.Denied:
                SayDenied();
                break;
            default:
                log.Say($"samples {Name}", "away", $"peer {Name} takes no samples, they are kept: {problem}");
                break;
        }

        Keep();
        return false;
    }

    private void SayDenied()
    {
        log.Say($"token {Name}", "denied", $"peer {Name} refuses the token: {token}; samples are kept until then");
        token.Reload();
    }

    /// <summary>Puts what is unsent on the disk; a disk that fails is said once, and the samples stay in memory.</summary>
    internal void Keep()
    {
        try
        {
            outbox.Keep();
            log.SayRecovered($"spool {Name}", $"the spool of peer {Name} can be written again");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"spool {Name}", "broken", $"the spool of peer {Name} cannot be written, samples stay in memory: {failure.Message}");
        }

        if (outbox.Dropped > saidDropped)
        {
            saidDropped = outbox.Dropped;
            log.Say($"full {Name}", "full", $"what is kept for peer {Name} has reached its limit: the oldest samples are dropped");
        }
    }

    /// <summary>The peer's address with everything but letters, digits and dots made a dash.</summary>
    private static string SpoolFileName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-')) + ".spool";
}

/// <summary>What every uplink of an agent shares.</summary>
public sealed record UplinkSurroundings(ChangeLog Log, TimeProvider Time, int Seed);
