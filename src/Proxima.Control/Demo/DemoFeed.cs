using System.Globalization;
using Proxima.Control.Intake;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;

namespace Proxima.Control.Demo;

/// <summary>Brings the demo's samples in by the road every sample takes: stored first, then observed.</summary>
public sealed class DemoFeed(DemoModel model, Store store, EstimateBook estimates, TimeProvider time)
{
    /// <summary>Samples of each network from each site: enough for the estimator to be sure.</summary>
    public const int Rounds = 3;

    public async Task RunAsync(SiteNumbers sites)
    {
        var numbers = DemoPlaces.Sites.Select(site => sites.TryGet(site.Name, out var number) ? number : throw new InvalidOperationException(site.Name)).ToList();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var batches = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // A minute apart, as an agent would have measured them; the last one now.
            var at = now - (60_000L * (Rounds - 1 - round));
            foreach (var samples in model.Samples(round, numbers, at).Chunk(SampleCheck.MaxSamples))
            {
                var id = (batches++).ToString("x32", CultureInfo.InvariantCulture);
                await store.AppendAsync(new SampleBatch(id, samples, new Dictionary<string, int>(), now), outcome => estimates.Observe(samples, outcome.LastSample));
            }
        }
    }
}
