using System.Diagnostics;
using System.Globalization;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;

namespace Proxima.Evaluation;

/// <summary>
/// How many samples a second one core takes into the estimator, and what a network costs in memory: every site measures every network once,
/// in an order that no cache likes, then samples of mixed kinds come in, a fifth of them of connections.
/// </summary>
internal static class IngestMeasure
{
    private const int Sites = 32;
    private const int WarmSamples = 10_000_000;

    private const long StartUnixMs = 1_795_000_000_000;

    private static readonly Evidence[] Kinds = [Evidence.Icmp, Evidence.Tcp, Evidence.Icmp, Evidence.Dns, Evidence.PassiveTcp];

    public static void Run(int networks, Action<string> say)
    {
        var random = new Random(1);
        var order = Enumerable.Range(0, networks).ToArray();
        random.Shuffle(order);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var estimator = new LatencyEstimator(new EstimatorLimits(MaxPaths: networks * Sites));
        Measure("first samples of every path, site by site", (long)networks * Sites, say, () =>
        {
            for (var site = 0; site < Sites; site++)
            {
                foreach (var network in order)
                {
                    estimator.Observe(SampleOf(network, site, random, StartUnixMs), StartUnixMs);
                }
            }
        });
        SayMemory(estimator, before, say);
        Measure("samples of known paths, at random", WarmSamples, say, () =>
        {
            for (var i = 0; i < WarmSamples; i++)
            {
                var atUnixMs = StartUnixMs + (i / 1000);
                estimator.Observe(SampleOf(random.Next(networks), random.Next(Sites), random, atUnixMs), atUnixMs);
            }
        });

        Measure("networks in a plan of probes for one site", networks, say, () =>
        {
            var wishes = Array.ConvertAll(order, network => new ProbeWish(NetworkOf(network), network, 1, 0, estimator.NewsOf(NetworkOf(network), 0)));
            new ProbePlanner(new ProbePace(PerSecond: 50, PerTarget: 1, PerAs: 10, TimeSpan.FromSeconds(60)), seed: 1).Plan(wishes, StartUnixMs + (WarmSamples / 1000));
        });

        estimator = new LatencyEstimator(new EstimatorLimits(MaxPaths: networks * Sites));
        before = GC.GetTotalMemory(forceFullCollection: true);
        Measure("first samples of every path, network by network, as after a restart", (long)networks * Sites, say, () =>
        {
            foreach (var network in order)
            {
                for (var site = 0; site < Sites; site++)
                {
                    estimator.Observe(SampleOf(network, site, random, StartUnixMs), StartUnixMs);
                }
            }
        });
        SayMemory(estimator, before, say);
    }

    // By the processor's time, not the clock's: what else runs on the machine is no part of it. The samples are made meanwhile, which is a part of it.
    private static void Measure(string what, long samples, Action<string> say, Action work)
    {
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        work();
        var cpu = Environment.CpuUsage.TotalTime - before;
        say(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {samples} in {cpu.TotalSeconds:0.00} s of one core ({clock.Elapsed.TotalSeconds:0.00} s by the clock), {samples / cpu.TotalSeconds:0} a second"));
    }

    private static void SayMemory(LatencyEstimator estimator, long before, Action<string> say)
    {
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"{estimator.NetworkCount} networks x {Sites} sites: {held / 1e6:0} MB, {held / (double)estimator.NetworkCount:0} octets a network, {held / (double)estimator.Count:0.0} a path"));
        GC.KeepAlive(estimator);
    }

    private static Prefix NetworkOf(int number) => Prefix.FromBits(false, (ulong)((1 << 16) + number) << 40, 0, 24);

    private static LatencySample SampleOf(int network, int site, Random random, long atUnixMs)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        return new LatencySample(NetworkOf(network), (ushort)site, new Rtt((uint)random.Next(5_000, 200_000)), kind, atUnixMs)
        {
            Flow = kind == Evidence.PassiveTcp ? new Flow(new Rtt(500), 20, 0, (uint)random.Next(1, int.MaxValue)) : default,
        };
    }
}
