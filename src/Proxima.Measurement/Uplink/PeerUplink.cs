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
    private readonly UplinkSender sender;
    private readonly Backoff backoff;
    private readonly ChangeLog log;
    private readonly TimeProvider time;
    private long saidDropped;
    private long rejected;
    private long sent;
    private volatile string? trouble;
    private volatile bool isNeedless;

    internal PeerUplink(string name, PeerClient client, Outbox outbox, UplinkSender sender, UplinkSurroundings surroundings)
    {
        Name = name;
        this.client = client;
        this.outbox = outbox;
        this.sender = sender;
        log = surroundings.Log;
        time = surroundings.Time;
        backoff = new Backoff(surroundings.Seed);
    }

    public string Name { get; }

    /// <summary>Samples the peer will never get: buffer or spool was full, or it rejected them.</summary>
    public long Lost => outbox.Dropped + rejected;

    /// <summary>Samples the peer has stored since this uplink was opened.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Samples it has still to get.</summary>
    public long Waiting => outbox.Waiting;

    /// <summary>Why the peer takes nothing at the moment; null while it does, and before the first attempt.</summary>
    public string? Trouble => trouble;

    /// <summary>Behind the address is the sender itself, or a node that has another uplink: nothing is sent here.</summary>
    public bool IsNeedless => isNeedless;

    /// <param name="peer">Base address; the paths of the API are added to it.</param>
    /// <exception cref="IOException">The spool cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static PeerUplink Open(Uri peer, UplinkSender sender, UplinkSurroundings surroundings)
    {
        var name = peer.AbsoluteUri.TrimEnd('/');
        var spool = sender.SpoolDirectory is null ? null : new BatchSpool(Path.Combine(sender.SpoolDirectory, SpoolFileName(name)));
        var waiting = new Outbox(sender, new SampleBuffer(), spool, surroundings.Time);
        return new PeerUplink(name, new PeerClient(peer, sender, surroundings.Time), waiting, sender, surroundings);
    }

    public AgentPeer ToAgentPeer() => new(Name, GetTargetsAsync, Report);

    /// <summary>Takes a sample to send; returns at once.</summary>
    public void Report(ProbeSample sample)
    {
        if (!isNeedless)
        {
            outbox.Add(sample);
        }
    }

    /// <summary>Sends the counters of interfaces at once; null when the peer took them, else why not.</summary>
    public async Task<string?> SendCountersAsync(CountersReport report, CancellationToken cancellation)
    {
        var (outcome, _, problem) = await client.PostCountersAsync(report, cancellation);
        return outcome is CallOutcome.Done or CallOutcome.Needless ? null : problem;
    }

    /// <summary>Sends what this node's checks say; null when the peer did not take it, which needs no word: its votes are missed where health is shown.</summary>
    public async Task<VotesReply?> SendVotesAsync(VoteReport report, CancellationToken cancellation)
    {
        if (isNeedless)
        {
            return null;
        }

        var (outcome, reply, problem) = await client.PostVotesAsync(report, cancellation);
        if (outcome == CallOutcome.Needless)
        {
            SayNeedless(problem);
        }

        return reply;
    }

    /// <summary>Sends until cancelled; then what is unsent goes to the disk.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && !isNeedless)
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
        while (!isNeedless && outbox.Peek() is { } batch)
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

    internal Task<TargetList?> GetTargetsAsync(CancellationToken cancellation) => GetAsync(client.GetTargetsAsync, cancellation);

    /// <summary>The client networks the peer itself has seen; null when it did not say.</summary>
    public Task<TargetList?> GetNetworksAsync(CancellationToken cancellation) => GetAsync(client.GetNetworksAsync, cancellation);

    /// <summary>What people said about endpoints at the peer; null when it did not say.</summary>
    public async Task<WordsReply?> GetWordsAsync(CancellationToken cancellation)
    {
        var (outcome, reply, problem) = isNeedless ? (CallOutcome.Needless, null, "") : await client.GetWordsAsync(cancellation);
        if (outcome is CallOutcome.Needless && !isNeedless)
        {
            SayNeedless(problem);
        }
        else if (reply is not null)
        {
            log.SayRecovered($"overrides {Name}", $"peer {Name} tells its overrides again");
        }
        else if (!isNeedless)
        {
            log.Say($"overrides {Name}", "away", $"peer {Name} tells no overrides: {(problem.Length > 0 ? problem : "its answer is not the JSON of overrides")}");
        }

        return reply;
    }

    private async Task<TargetList?> GetAsync(Func<CancellationToken, Task<(CallOutcome, TargetsReply?, string)>> call, CancellationToken cancellation)
    {
        var (outcome, reply, problem) = isNeedless ? (CallOutcome.Needless, null, "") : await call(cancellation);
        switch (outcome)
        {
            case CallOutcome.Done when reply is not null:
                log.SayRecovered($"targets {Name}", $"peer {Name} gives targets again");
                return TargetsReading.Read(reply);
            case CallOutcome.Needless:
                SayNeedless(problem);
                return TargetsReading.Nothing;
            case CallOutcome.Denied:
                SayDenied();
                break;
            default:
                log.Say($"targets {Name}", "away", $"peer {Name} gives no targets: {(problem.Length > 0 ? problem : "its answer is not the JSON of targets")}");
                break;
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
                Interlocked.Add(ref sent, batch.Samples.Count);
                trouble = null;
                log.SayRecovered($"samples {Name}", $"peer {Name} takes samples again");
                log.SayRecovered($"token {Name}", $"peer {Name} takes the token again");
                return true;
            case CallOutcome.Rejected:
                outbox.Remove();
                rejected += batch.Samples.Count;
                log.Say($"samples {Name}", "rejected", $"peer {Name} rejects samples, they are dropped: {problem}; do both sides run the same version?");
                return true;
            case CallOutcome.Needless:
                SayNeedless(problem);
                Keep();
                return true;
            case CallOutcome.Denied:
                SayDenied();
                break;
            default:
                log.Say($"samples {Name}", outcome.ToString(), $"peer {Name} takes no samples, they are kept: {problem}");
                break;
        }

        trouble = problem;
        Keep();
        return false;
    }

    private void SayDenied()
    {
        log.Say($"token {Name}", "denied", $"peer {Name} refuses the token: {sender.Token}; samples are kept until then");
        sender.Token.Reload();
    }

    private void SayNeedless(string problem)
    {
        isNeedless = true;
        trouble = null;
        log.Say($"samples {Name}", "needless", $"peer {Name} is skipped: {problem}");
    }

    /// <summary>Puts what is unsent on the disk, unless nobody is to have it; a disk that fails is said once, and the samples stay in memory.</summary>
    public void Keep()
    {
        if (isNeedless)
        {
            outbox.Clear();
            return;
        }

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
