using Microsoft.Extensions.Logging;
using Proxima.Control.Api;
using Proxima.Control.Monitoring;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;
using Proxima.Settings.Node;

namespace Proxima.Control.Peers;

/// <summary>
/// The other nodes of the cluster, as this one sees them. What its agents measure goes to every peer, by the uplink agents use: in order,
/// counted once, from a spool while a peer is away. What its name servers saw is asked for by the peers, so that agents everywhere measure it.
/// <code>
///   agent -> SampleIntake -> store -> Pass -> an uplink and a spool for each peer -> the peer's SampleIntake (and no further)
///   seen here -> GET /api/v1/networks &lt;- RefreshAsync of each peer -> TargetOffer -> its agents
/// </code>
/// </summary>
public sealed class PeerGroup : IDisposable
{
    /// <summary>How often peers are asked which client networks they see.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(10);

    private readonly List<PeerUplink> uplinks = [];
    private readonly Dictionary<string, IReadOnlyList<TargetRow>> seen = [];
    private readonly Lock gate = new();
    private readonly TimeProvider time;

    /// <exception cref="IOException">A spool cannot be opened; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public PeerGroup(PeerSettings settings, PeerIdentity? identity, string spools, ILogger logger, TimeProvider time)
    {
        this.time = time;
        Self = identity?.Fingerprint ?? "this node";
        if (identity is null)
        {
            return;
        }

        Directory.CreateDirectory(spools);
        var sender = new UplinkSender(Site: string.Empty, AgentToken.None, spools) { Roll = new PeerRoll(identity), ToAll = true };
        var log = new ChangeLog(line => logger.LogWarning("{Line}", line));
        foreach (var host in settings.Hosts)
        {
            // The seed only spreads retries: nodes differ by their fingerprints.
            var seed = Convert.ToInt32(identity.Fingerprint[..7], 16) + uplinks.Count;
            uplinks.Add(PeerUplink.Open(host, sender, new UplinkSurroundings(log, time, seed)));
        }
    }

    /// <summary>Who this node is among its peers; null without a key.</summary>
    /// <exception cref="IOException">The certificate cannot be written; the message names its file.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static PeerIdentity? Identify(NodeSettings settings, StateFolder state) =>
        settings.Peers.Key is { } key ? PeerIdentity.OpenOrCreate(state.PeerCertificate, new PeerKey(key.Reveal()), settings.Name) : null;

    /// <summary>Who this node is among its peers.</summary>
    public string Self { get; }

    /// <summary>What tells each peer of this node's checks.</summary>
    public IReadOnlyList<VoteExchange> Tell(VoteBook votes, string name) =>
        [.. uplinks.Select(uplink => new VoteExchange(uplink, votes, name[..Math.Min(name.Length, VoteReport.MaxVantageName)], time))];

    /// <summary>Client networks that peers saw, each once.</summary>
    public IReadOnlyList<TargetRow> Networks
    {
        get
        {
            lock (gate)
            {
                return [.. seen.Values.SelectMany(rows => rows)
                    .GroupBy(row => row.Network)
                    .Select(same => same.MaxBy(row => row.IsResolver)! with { Queries = same.Sum(row => row.Queries) })];
            }
        }
    }

    public IReadOnlyList<PeerItem> Items => [.. uplinks.Select(uplink => new PeerItem(
        uplink.Name, uplink.IsNeedless, uplink.Sent, uplink.Waiting, uplink.Lost, uplink.Trouble))];

    /// <summary>Samples of this node's agents, which every peer is to have.</summary>
    public void Pass(IEnumerable<LatencySample> samples, IReadOnlyDictionary<ushort, string> siteNames)
    {
        if (uplinks.Count == 0)
        {
            return;
        }

        foreach (var sample in samples)
        {
            var probe = new ProbeSample(sample.Network.ToString(), sample.Rtt, sample.Evidence, sample.AtUnixMs) { Site = siteNames[sample.Site], Flow = sample.Flow };
            uplinks.ForEach(uplink => uplink.Report(probe));
        }
    }

    /// <summary>Sends until cancelled; what is unsent then is on the disk.</summary>
    public Task SendAsync(CancellationToken cancel) => Task.WhenAll(uplinks.Select(uplink => uplink.RunAsync(cancel)));

    /// <summary>Asks all peers what they see; one that does not answer keeps what it said last.</summary>
    public Task RefreshAsync(CancellationToken cancel) => Task.WhenAll(uplinks.Select(async uplink =>
    {
        if (await uplink.GetNetworksAsync(cancel) is { } list)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var rows = list.Targets.Select(target => new TargetRow(Prefix.Parse(target.Network), target.Address, target.IsResolver, target.Queries, now)).ToList();
            lock (gate)
            {
                seen[uplink.Name] = rows;
            }
        }
    }));

    /// <summary>What people said about endpoints, as each peer that answers knows it.</summary>
    public async Task<IReadOnlyList<(string Peer, WordsReply Words)>> AskForWordsAsync(CancellationToken cancel)
    {
        var replies = await Task.WhenAll(uplinks.Select(async uplink => (uplink.Name, Words: await uplink.GetWordsAsync(cancel))));
        return [.. replies.Where(reply => reply.Words is not null).Select(reply => (reply.Name, reply.Words!))];
    }

    /// <summary>What came in while the node was ending goes to the disk as well.</summary>
    public void Dispose() => uplinks.ForEach(uplink =>
    {
        uplink.Keep();
        uplink.Dispose();
    });
}
