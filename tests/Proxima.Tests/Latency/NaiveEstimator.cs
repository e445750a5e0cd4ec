using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

/// <summary>The oracle of the estimator: the same rules in double precision, objects and dictionaries, with no limit and nothing packed.</summary>
internal sealed class NaiveEstimator(double halfLifeMs)
{
    private readonly Dictionary<(Prefix, ushort), Path> paths = [];
    private readonly Dictionary<(ushort, Evidence), (double Ms, int Count)> biases = [];
    private readonly HashSet<(Prefix, ushort, uint)> connections = [];

    public IEnumerable<((Prefix Network, ushort Site) Of, Path Path)> Paths => paths.Select(pair => (pair.Key, pair.Value));

    public void Observe(in LatencySample sample)
    {
        var key = (sample.Network, sample.Site);
        var path = paths.TryGetValue(key, out var known) ? known : paths[key] = new Path();
        var packets = Math.Clamp(sample.Flow.Packets, 1, 16);
        var lost = sample.Flow.Packets > 0 ? sample.Flow.Lost / (double)sample.Flow.Packets : sample.Rtt.IsKnown ? 0 : 1;
        for (var i = 0; i < packets; i++)
        {
            path.Loss += (lost - path.Loss) / 8;
        }

        var isRepeated = sample.Flow.Connection != 0 && !connections.Add((sample.Network, sample.Site, sample.Flow.Connection));
        if (!isRepeated && sample.Rtt.IsKnown)
        {
            var bare = sample.Rtt.Milliseconds - BiasOf(sample.Site, sample.Evidence);
            if (path.Count >= 3 && sample.AtUnixMs - path.At <= halfLifeMs / 4 && sample.Evidence != path.Evidence)
            {
                Learn(sample.Site, sample.Evidence, path.Evidence, bare - path.Mean);
            }

            Move(path, sample, Math.Max(0.05, bare));
        }
    }

    private void Move(Path path, in LatencySample sample, double ms)
    {
        var worth = WeightOf(sample.Evidence);
        var gap = Math.Max(0, sample.AtUnixMs - path.At);
        var remains = Math.Pow(0.5, gap / halfLifeMs);
        var weight = (Math.Min(path.Weight, 8) * remains) + worth;
        path.At = Math.Max(path.At, sample.AtUnixMs / 1000 * 1000);
        path.Evidence = sample.Evidence;
        var error = ms - path.Mean;
        var clip = (3 * path.Deviation) + 2;
        var isStray = path.Count >= 3 && Math.Abs(error) > clip;
        path.Strays = !isStray ? 0 : error > 0 ? Math.Max(0, path.Strays) + 1 : Math.Min(0, path.Strays) - 1;
        if (path.Count == 0 || Math.Abs(path.Strays) >= (gap >= 300_000 ? 2 : 3))
        {
            (path.Mean, path.Deviation, path.Strays, path.Count, path.Weight) = (ms, ms / 8, 0, 1, worth);
            return;
        }

        error = isStray ? Math.Clamp(error, -clip, clip) : error;
        path.Count++;
        path.Weight = weight;
        path.Loss *= remains;
        path.Mean += error * Math.Max(worth / 8, worth / weight);
        var scatter = sample.Flow.Jitter.Microseconds > 0 ? sample.Flow.Jitter.Milliseconds : Math.Abs(error);
        path.Deviation += (scatter - path.Deviation) * Math.Max(worth / 4, worth / weight);
    }

    private double BiasOf(ushort site, Evidence kind) =>
        biases.TryGetValue((site, kind), out var bias) ? ExpectedOf(kind) + ((bias.Ms - ExpectedOf(kind)) * bias.Count / (bias.Count + 8)) : ExpectedOf(kind);

    private void Learn(ushort site, Evidence sample, Evidence path, double difference)
    {
        var isSample = TrustOf(sample) > TrustOf(path);
        var kind = isSample ? sample : path;
        var (ms, count) = biases.TryGetValue((site, kind), out var bias) ? bias : (ExpectedOf(kind), 0);
        var step = Math.Max(0.02, 4 / (1 + (count / 8.0)));
        ms += (difference > 0) == isSample ? step : -step;
        biases[(site, kind)] = (Math.Clamp(ms, ExpectedOf(kind) - 30, ExpectedOf(kind) + 30), count + 1);
    }

    private static double WeightOf(Evidence kind) => kind switch { Evidence.PassiveTcp => 2, Evidence.Dns => 0.75, Evidence.Beacon => 0.5, _ => 1 };

    private static double ExpectedOf(Evidence kind) => kind switch { Evidence.Dns => 0.5, Evidence.Beacon => 2, _ => 0 };

    private static int TrustOf(Evidence kind) =>
        Array.IndexOf([Evidence.Icmp, Evidence.Tcp, Evidence.DnsOverTcp, Evidence.PassiveTcp, Evidence.Dns, Evidence.Beacon], kind);

    internal sealed class Path
    {
        public double Mean { get; set; }

        public double Deviation { get; set; }

        public double Loss { get; set; }

        public double Weight { get; set; }

        public int Count { get; set; }

        public int Strays { get; set; }

        public long At { get; set; }

        public Evidence Evidence { get; set; }
    }
}
