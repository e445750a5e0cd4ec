using Proxima.Control.Api;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;
using Proxima.Measurement.Uplink;
using Report = Proxima.Measurement.Uplink.SampleBatch;
using SampleBatch = Proxima.Control.Storage.SampleBatch;

namespace Proxima.Control.Intake;

/// <summary>
/// Hops 3 to 5 of the walk of a sample: a report is checked, committed, observed by the estimator in the order of commits, and only then
/// acknowledged.
/// </summary>
public sealed class SampleIntake(Store store, SiteNumbers sites, EstimateBook estimates, IntakeLog log, TimeProvider time)
{
    public bool KnowsSite(string name) => sites.TryGet(name, out _);

    public static Problem UnknownSite(string name) => Problem.BadRequest("unknown-site", $"this node knows no site '{name}': name one of its steering file");

    /// <summary>The acknowledgement, or why there is none.</summary>
    /// <exception cref="StoreException">It could not be committed: the sender keeps it and tries again.</exception>
    public async Task<(SamplesReply? Reply, Problem? Problem)> AcceptAsync(Report request)
    {
        var now = time.GetUtcNow();
        if (SampleCheck.Refuse(request, now) is { } problem)
        {
            return (null, problem);
        }

        if (!sites.TryGet(request.Site, out var site))
        {
            return (null, UnknownSite(request.Site));
        }

        var batch = Read(request, site, now);
        var outcome = await store.AppendAsync(batch, outcome => Observe(batch, request.Site, outcome));
        return (new SamplesReply(outcome.Accepted, outcome.Refused), null);
    }

    private static SampleBatch Read(Report request, ushort site, DateTimeOffset now)
    {
        var samples = new List<LatencySample>(request.Samples.Count);
        var refused = new Dictionary<string, int>();
        foreach (var item in request.Samples)
        {
            if (SampleCheck.TryRead(item, site, now, out var sample) is { } reason)
            {
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
            }
            else
            {
                samples.Add(sample);
            }
        }

        return new SampleBatch(request.Batch.ToLowerInvariant(), samples, refused, now.ToUnixTimeMilliseconds());
    }

    private void Observe(SampleBatch batch, string site, BatchOutcome outcome)
    {
        if (!outcome.IsResend)
        {
            estimates.Observe(batch.Samples, outcome.LastSample);
            log.Note(site, outcome, batch.ReceivedAtUnixMs);
        }
    }
}
