using System.Diagnostics;
using System.Globalization;
using System.Net;
using Proxima.Dns.MasterFiles;
using Proxima.Dns.Names;
using Proxima.Engine.Health;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Prediction;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;
using Proxima.Engine.Zones;

namespace Proxima.Evaluation;

/// <summary>
/// How long the node's snapshot takes to rebuild, from estimates to the file on the disk, and how large it is: half of the networks measured
/// by every site, with loss and jitter, half by three, so that the predictor has work. One steered name, an endpoint at every site.
/// </summary>
internal static class RebuildMeasure
{
    private const int Sites = 32;
    private const int Builds = 4;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public static void Run(int networks, Action<string> say)
    {
        var random = new Random(1);
        var places = Enumerable.Range(0, Sites).Select(_ => (GeoPosition?)new GeoPosition((random.NextDouble() * 120) - 50, (random.NextDouble() * 360) - 180)).ToArray();
        var clients = Enumerable.Range(0, 64).Select(_ => new GeoPosition((random.NextDouble() * 120) - 50, (random.NextDouble() * 360) - 180)).ToArray();
        var rttMs = clients.Select(client => places.Select(place => 5 + (0.015 * client.KilometresTo(place!.Value))).ToArray()).ToArray();
        var builder = new LatencyMapBuilder(Sites, Tolerance.Default, TimeSpan.Zero, new RowPrediction(SiteMesh.Unmeasured(places)));
        var estimator = new LatencyEstimator(new EstimatorLimits(MaxPaths: networks * Sites));
        for (var build = 0; build < Builds; build++)
        {
            // In the first round all that is measured, later a tenth of it anew.
            var at = Start.AddSeconds(build);
            for (var i = 0; i < networks; i++)
            {
                for (var site = 0; site < Sites; site++)
                {
                    if ((i % 2 == 0 || (site + i) % 11 == 0) && (build == 0 || random.Next(10) == 0))
                    {
                        var ms = rttMs[i / 997 % clients.Length][site] * (0.9 + (0.2 * (i * 0.6180339887 % 1))) * (0.98 + (0.04 * random.NextDouble()));
                        estimator.Observe(new LatencySample(NetworkOf(i), (ushort)site, Rtt.FromMilliseconds(ms), Evidence.Icmp, at.ToUnixTimeMilliseconds()), at.ToUnixTimeMilliseconds());
                    }
                }
            }

            var before = Environment.CpuUsage.TotalTime;
            _ = VantageCheck.Contradicted(estimator.RowsMs([.. Enumerable.Range(0, Sites).Select(site => (ushort)site)], VantageCheck.MostNetworks, at.ToUnixTimeMilliseconds()), Sites);
            say(string.Create(CultureInfo.InvariantCulture, $"the sites compared: {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.00} s of processor"));
            say($"build {build + 1} of {networks} networks x {Sites} sites: {Timed(() => estimator.AddTo(builder, Sites, site => site, at.ToUnixTimeMilliseconds()), () => builder.Build(at))}");
        }

        AddUnlike(builder, networks, random);
        say($"none like its neighbour, every other /24, all with loss and jitter: {Timed(() => { }, () => builder.Build(Start.AddDays(1)))}");
        using var process = Process.GetCurrentProcess();
        say(string.Create(CultureInfo.InvariantCulture, $"most memory of the process: {process.PeakWorkingSet64 / 1e6:0} MB"));
    }

    private static Prefix NetworkOf(int number) => Prefix.FromBits(false, (ulong)((1 << 16) + number) << 40, 0, 24);

    // By the clock, and by the processor's time, which is less disturbed by what else runs on the machine.
    private static string Timed(Action add, Func<LatencyRows> build)
    {
        var path = Path.GetTempFileName();
        var began = Stopwatch.GetTimestamp();
        List<TimeSpan> laps = [Environment.CpuUsage.TotalTime];
        add();
        laps.Add(Environment.CpuUsage.TotalTime);
        var rows = build();
        laps.Add(Environment.CpuUsage.TotalTime);
        var file = SnapshotBuilder.Build(ContentOf(rows));
        laps.Add(Environment.CpuUsage.TotalTime);
        SnapshotFile.Write(path, file);
        laps.Add(Environment.CpuUsage.TotalTime);
        var clock = Stopwatch.GetElapsedTime(began);
        File.Delete(path);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.TotalSeconds:0.00} s, {Lap(0, 4):0.00} of processor (taken from the estimator {Lap(0, 1):0.00}, {rows.Count} rows ordered {Lap(1, 2):0.00}, laid out {Lap(2, 3):0.00}, written {Lap(3, 4):0.00}), {file.Length / 1e6:0.0} MB");

        double Lap(int from, int to) => (laps[to] - laps[from]).TotalSeconds;
    }

    // The most a map takes: no two rows can be merged, and behind each the covering one goes on.
    private static void AddUnlike(LatencyMapBuilder builder, int networks, Random random)
    {
        var row = new SiteEstimate[Sites];
        for (var i = 0; i < networks; i++)
        {
            for (var site = 0; site < Sites; site++)
            {
                row[site] = Measured(random.Next(1, 300), random);
            }

            builder.Add(NetworkOf(2 * i), row);
        }
    }

    private static SiteEstimate Measured(double ms, Random random) =>
        new(Rtt.FromMilliseconds(ms), (byte)random.Next(8, 16), Evidence.Icmp) { Loss = random.Next(8) / 200f, Jitter = Rtt.FromMilliseconds(ms * random.NextDouble() / 5) };

    private static SnapshotContent ContentOf(LatencyRows rows)
    {
        var apex = DomainName.Parse("example.org.");
        var records = MasterFile.ParseText("@ 3600 IN SOA ns hostmaster 1 2 3 4 300\n@ 3600 IN NS ns.example.net.\n", "zone", apex).Records;
        if (!Zone.TryCreate(apex, records, out var zone, out var problems))
        {
            throw new InvalidDataException(string.Join(", ", problems));
        }

        var endpoints = Enumerable.Range(0, Sites).Select(i => new Endpoint($"e{i}", $"s{i}", new IPAddress([192, 0, 2, (byte)i]))).ToList();
        var none = new Dictionary<string, string>();
        var near = new Policy("near", [new("healthy", none), new("nearest", none), new("take", new Dictionary<string, string> { ["n"] = "2" })]);
        var model = new SteeringModel(
            [.. endpoints.Select(endpoint => new Site(endpoint.Site))], [new Pool("web", endpoints)], [], [near], [new SteeredName(DomainName.Parse("www.example.org."), "web", near.Name, 30, [])]);
        return new SnapshotContent(model, [zone!], rows, new HealthTable(Sites), (_, endpoint) => endpoints.IndexOf(endpoint), 1, 1, DateTimeOffset.UnixEpoch);
    }
}
