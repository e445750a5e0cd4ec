using Proxima.Control.Api;
using Proxima.Control.Peers;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;
using Report = Proxima.Measurement.Uplink.SampleBatch;
using SampleBatch = Proxima.Control.Storage.SampleBatch;

namespace Proxima.Control.Intake;

/// <summary>Who is told of samples once they are committed.</summary>
public sealed record SampleReaders(EstimateBook Estimates, IntakeLog Log, PeerGroup Peers);

/// <summary>
/// Hops 3 to 5 of the walk of a sample: a report is checked, committed, observed by the estimator in the order of commits, and only then
/// acknowledged. Samples of this node's own agents are passed on to its peers; what a peer wrote goes no further.
/// </summary>
public sealed class SampleIntake(Store store, SiteNumbers sites, SampleReaders readers, IntakeGate gate, TimeProvider time)
{
    public bool KnowsSite(string name) => sites.TryGet(name, out _);

    public static Problem UnknownSite(string name) => Problem.BadRequest("unknown-site", $"this node knows no site '{name}': name one of its steering file");

    /// <summary>The acknowledgement, or why there is none.</summary>
    /// <exception cref="StoreException">It could not be committed: the sender keeps it and tries again.</exception>
    public async Task<(SamplesReply? Reply, Problem? Problem)> AcceptAsync(Report request)
    {
        var now = time.GetUtcNow();
        if ((SampleCheck.Refuse(request, now) ?? RefuseSites(request) ?? RefuseAmount(request)) is { } problem)
        {
            readers.Log.NoteRefused(problem.Word, request.Samples.Count);
            return (null, problem);
        }

        var names = new Dictionary<ushort, string>();
        var batch = Read(request, names, now);
        var outcome = await store.AppendAsync(batch, outcome => Observe(batch, names, request.ToAll, outcome));
        return (new SamplesReply(outcome.Accepted, outcome.Refused), null);
    }

    // A report of several sites may be part good; one that is wholly wrong must not look as if it had been taken.
    private Problem? RefuseSites(Report request) => KnowsSite(request.Site) || request.Samples.Any(sample => KnowsSite(sample.Site ?? request.Site))
        ? null
        : UnknownSite(request.Site);

    private Problem? RefuseAmount(Report request)
    {
        var bySite = request.Samples.CountBy(sample => sample.Site ?? request.Site).Where(site => KnowsSite(site.Key)).ToList();
        return gate.Quota.TryTake(bySite, out var wait) ? null : Problem.TooMany(
            $"the agents of {string.Join(", ", bySite.Select(site => site.Key))} report more than the quota ([Measure] SamplesPerSecond): come again in {Math.Ceiling(wait.TotalSeconds):0} s");
    }

    private SampleBatch Read(Report request, Dictionary<ushort, string> names, DateTimeOffset now)
    {
        var samples = new List<LatencySample>(request.Samples.Count);
        var refused = new Dictionary<string, int>();
        if (sites.TryGet(request.Site, out var sender))
        {
            names[sender] = request.Site;
        }

        foreach (var item in request.Samples)
        {
            var name = item.Site ?? request.Site;
            var isKnown = sites.TryGet(name, out var site);
            if ((isKnown ? SampleCheck.TryRead(item, site, now, out var sample) ?? gate.Networks.Refuse(in sample) : SampleCheck.Nowhere(out sample)) is { } reason)
            {
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
            }
            else
            {
                names[site] = name;
                samples.Add(sample);
            }
        }

        return new SampleBatch(request.Batch.ToLowerInvariant(), samples, refused, now.ToUnixTimeMilliseconds());
    }

    private void Observe(SampleBatch batch, Dictionary<ushort, string> names, bool toAll, BatchOutcome outcome)
    {
        if (outcome.IsResend)
        {
            return;
        }

        readers.Estimates.Observe(batch.Samples, outcome.LastSample);
        readers.Log.Note(names.ToDictionary(pair => pair.Value, pair => batch.Samples.Count(sample => sample.Site == pair.Key)), outcome.Refused, batch.ReceivedAtUnixMs);
        if (!toAll)
        {
            readers.Peers.Pass(batch.Samples, names);
        }
    }
}
