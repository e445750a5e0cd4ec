using System.Globalization;
using Proxima.Control.Intake;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;

namespace Proxima.Control.Demo;

/// <summary>Brings the demo's samples in by the road every sample takes: stored first, then observed.</summary>
public sealed class DemoFeed(DemoModel model, NodeGround ground)
{
    /// <summary>Samples of each network from each site: enough for the estimator to be sure.</summary>
    public const int Rounds = 3;

    /// <summary>How often the demo is measured anew: long before the estimator forgets.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Feeds unless the last samples are still fresh, as they are when the demo is started again soon.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = ground.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - ground.Estimates.LastSampleAtUnixMs < Interval.TotalMilliseconds / 2)
        {
            return;
        }

        var numbers = DemoPlaces.Sites.Select(site => ground.Sites.TryGet(site.Name, out var number) ? number : throw new InvalidOperationException(site.Name)).ToList();
        var batches = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // A minute apart, as an agent would have measured them; the last one now.
            var at = now - (60_000L * (Rounds - 1 - round));
            foreach (var samples in model.Samples(round, numbers, at).Chunk(SampleCheck.MaxSamples))
            {
                cancel.ThrowIfCancellationRequested();
                var id = string.Create(CultureInfo.InvariantCulture, $"{now:x16}{batches++:x16}");
                await ground.Store.AppendAsync(new SampleBatch(id, samples, new Dictionary<string, int>(), now), outcome => ground.Estimates.Observe(samples, outcome.LastSample));
            }
        }
    }
}
