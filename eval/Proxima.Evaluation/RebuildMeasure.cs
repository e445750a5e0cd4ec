using System.Diagnostics;
using System.Globalization;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;

namespace Proxima.Evaluation;

/// <summary>How long the node's map takes to rebuild: half of the networks measured by every site, half by three, so that the predictor has work.</summary>
internal static class RebuildMeasure
{
    private const int Sites = 32;
    private const int Builds = 3;

    public static void Run(int networks, Action<string> say)
    {
        var random = new Random(1);
        var places = Enumerable.Range(0, Sites).Select(_ => (GeoPosition?)new GeoPosition((random.NextDouble() * 120) - 50, (random.NextDouble() * 360) - 180)).ToArray();
        var clients = Enumerable.Range(0, 64).Select(_ => new GeoPosition((random.NextDouble() * 120) - 50, (random.NextDouble() * 360) - 180)).ToArray();
        var rttMs = clients.Select(client => places.Select(place => 5 + (0.015 * client.KilometresTo(place!.Value))).ToArray()).ToArray();
        var builder = new LatencyMapBuilder(Sites, Tolerance.Default, TimeSpan.Zero, new RowPrediction(SiteMesh.Unmeasured(places)));
        var row = new SiteEstimate[Sites];
        for (var build = 0; build < Builds; build++)
        {
            for (var i = 0; i < networks; i++)
            {
                var own = rttMs[i / 997 % clients.Length];
                for (var site = 0; site < Sites; site++)
                {
                    var isMeasured = i % 2 == 0 || (site + i) % 11 == 0;
                    row[site] = isMeasured ? new SiteEstimate(Rtt.FromMilliseconds(own[site]), 12, Evidence.Icmp) : SiteEstimate.Unknown;
                }

                builder.Add(Prefix.FromBits(false, (ulong)((1 << 16) + i) << 40, 0, 24), row);
            }

            var watch = Stopwatch.StartNew();
            var rows = builder.Build(DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(build));
            say(string.Create(CultureInfo.InvariantCulture, $"build {build + 1}: {networks} networks x {Sites} sites, {rows.Count} rows: {watch.Elapsed.TotalSeconds:0.00} s, {LatencySection.Build(rows).Length / 1e6:0.0} MB laid out"));
        }

        say(string.Create(CultureInfo.InvariantCulture, $"none like its neighbour, every other /24: {UnlikeOctets(networks, random) / 1e6:0.0} MB laid out"));
    }

    // The most a map takes: no two rows can be merged, and behind each the covering one goes on.
    private static int UnlikeOctets(int networks, Random random)
    {
        var builder = new LatencyMapBuilder(Sites, Tolerance.Default, TimeSpan.Zero);
        var row = new SiteEstimate[Sites];
        for (var i = 0; i < networks; i++)
        {
            for (var site = 0; site < Sites; site++)
            {
                row[site] = new SiteEstimate(Rtt.FromMilliseconds(random.Next(1, 300)), 12, Evidence.Icmp);
            }

            builder.Add(Prefix.FromBits(false, (ulong)((1 << 16) + (2 * i)) << 40, 0, 24), row);
        }

        return LatencySection.Build(builder.Build(DateTimeOffset.UnixEpoch)).Length;
    }
}
