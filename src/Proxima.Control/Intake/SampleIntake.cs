using System.Buffers;
using Proxima.Control.Api;
using Proxima.Control.Peers;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;
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

    /// <summary>The acknowledgement, or why there is none. The report is not needed any more when this returns its task.</summary>
    /// <exception cref="StoreException">It could not be committed: the sender keeps it and tries again.</exception>
    public Task<(SamplesReply? Reply, Problem? Problem)> AcceptAsync(ReportedBatch report)
    {
        var now = time.GetUtcNow();
        var bySite = new int[report.Sites.Count];
        foreach (ref readonly var sample in report.Samples)
        {
            bySite[sample.Site]++;
        }

        if ((SampleCheck.Refuse(report, now) ?? RefuseSites(report, bySite) ?? RefuseAmount(report, bySite)) is { } problem)
        {
            readers.Log.NoteRefused(problem.Word, report.Count);
            return Task.FromResult<(SamplesReply?, Problem?)>((null, problem));
        }

        var memory = ArrayPool<LatencySample>.Shared.Rent(report.Count);
        var taken = new TakenSamples(report, sites);
        return StoreAsync(Read(report, taken, memory, now), taken, report.ToAll, memory);
    }

    private async Task<(SamplesReply? Reply, Problem? Problem)> StoreAsync(SampleBatch batch, TakenSamples taken, bool toAll, LatencySample[] memory)
    {
        var outcome = await store.AppendAsync(batch, outcome => Observe(batch, taken, toAll, outcome));

        // Not where it failed: a commit whose outcome is unknown is observed later.
        ArrayPool<LatencySample>.Shared.Return(memory);
        return (new SamplesReply(outcome.Accepted, outcome.Refused), null);
    }

    // A report of several sites may be part good; one that is wholly wrong must not look as if it had been taken.
    private Problem? RefuseSites(ReportedBatch report, int[] bySite) => KnowsSite(report.Site) || report.Sites.Where((name, number) => bySite[number] > 0 && KnowsSite(name)).Any()
        ? null
        : UnknownSite(report.Site);

    private Problem? RefuseAmount(ReportedBatch report, int[] bySite)
    {
        var known = new Dictionary<string, int>();
        for (var number = 0; number < bySite.Length; number++)
        {
            if (bySite[number] > 0 && KnowsSite(report.Sites[number]))
            {
                known[report.Sites[number]] = known.GetValueOrDefault(report.Sites[number]) + bySite[number];
            }
        }

        return gate.Quota.TryTake(known, out var wait) ? null : Problem.TooMany(
            $"the agents of {string.Join(", ", known.Keys)} report more than the quota ([Measure] SamplesPerSecond): come again in {Math.Ceiling(wait.TotalSeconds):0} s");
    }

    private SampleBatch Read(ReportedBatch report, TakenSamples taken, LatencySample[] memory, DateTimeOffset now)
    {
        var (count, refused) = (0, new Dictionary<string, int>());
        foreach (ref readonly var item in report.Samples)
        {
            var sample = default(LatencySample);
            var reason = taken.TryNumber(item.Site, out var site) ? SampleCheck.TryRead(in item, site, now, out sample) ?? gate.Networks.Refuse(in sample) : SampleCheck.UnknownSite;
            if (reason is not null)
            {
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
            }
            else
            {
                taken.Count(item.Site);
                memory[count++] = sample;
            }
        }

        return new SampleBatch(report.Id.ToLowerInvariant(), new ArraySegment<LatencySample>(memory, 0, count), refused, now.ToUnixTimeMilliseconds());
    }

    private void Observe(SampleBatch batch, TakenSamples taken, bool toAll, BatchOutcome outcome)
    {
        if (outcome.IsResend)
        {
            return;
        }

        readers.Estimates.Observe(batch.Samples, outcome.LastSample);
        readers.Log.Note(taken.BySite, outcome.Refused, batch.ReceivedAtUnixMs);
        if (!toAll)
        {
            readers.Peers.Pass(batch.Samples, taken.Names);
        }
    }
}
