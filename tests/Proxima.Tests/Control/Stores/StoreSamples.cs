using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;

namespace Proxima.Tests.Control.Stores;

/// <summary>Samples and batches for tests of the store, and what a snapshot would say of them.</summary>
internal static class StoreSamples
{
    public const long Now = 1_795_000_000_000;

    public static LatencySample Sample(string network, ushort site, uint us, long at = Now) => new(Prefix.Parse(network), site, new Rtt(us), Evidence.Icmp, at);

    public static SampleBatch Batch(int id, params LatencySample[] samples) => new(id.ToString("x32"), samples, new Dictionary<string, int>(), Now);

    public static async Task FeedAsync(Store store, EstimateBook book, IEnumerable<LatencySample> samples, int id)
    {
        var batch = Batch(id, [.. samples]);
        await store.AppendAsync(batch, outcome => book.Observe(batch.Samples, outcome.LastSample));
    }

    // To the tenth of a millisecond: the checkpoint keeps whole microseconds.
    public static List<string> Figures(EstimateBook book)
    {
        var builder = new LatencyMapBuilder(3, Tolerance.Default, TimeSpan.Zero);
        book.AddTo(builder, 3, new Dictionary<ushort, int> { [0] = 0, [1] = 1, [2] = 2 }, new VantageWatch(new SiteNumbers(new Dictionary<string, ushort>()), _ => { }), DateTimeOffset.FromUnixTimeMilliseconds(Now + 1000));
        var rows = builder.Build(DateTimeOffset.FromUnixTimeMilliseconds(Now + 1000));
        var figures = new List<string>();
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows.RungAt(row) == Rung.Measured)
            {
                foreach (var slot in rows.SlotsAt(row))
                {
                    figures.Add($"{rows.PrefixAt(row)} {slot.Site} {slot.Rtt.Milliseconds:0.0}");
                }
            }
        }

        return figures;
    }
}
