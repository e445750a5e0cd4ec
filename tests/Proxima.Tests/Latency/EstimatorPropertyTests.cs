using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

/// <summary>What holds for every stream of samples, checked on random ones of all kinds against an oracle without any cleverness.</summary>
public sealed class EstimatorPropertyTests
{
    private const long Start = 1_800_000_000_000;

    private static readonly Evidence[] Kinds = [Evidence.Icmp, Evidence.Tcp, Evidence.Dns, Evidence.PassiveTcp, Evidence.DnsOverTcp, Evidence.Beacon];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_figure_is_that_of_the_plain_reckoning(int seed)
    {
        var estimator = new LatencyEstimator();
        var naive = new NaiveEstimator(new EstimatorLimits().HalfLifeMs);
        foreach (var sample in Stream(seed, 20_000))
        {
            estimator.Observe(sample, sample.AtUnixMs);
            naive.Observe(sample);
        }

        var rows = estimator.Export().ToDictionary(row => (row.Network, row.Site));
        var different = 0;
        foreach (var (of, path) in naive.Paths)
        {
            var row = rows[of];
            Assert.Equal(path.Count == 0, !row.Rtt.IsKnown);
            Assert.Equal(path.Loss, row.Loss, 0.02);
            Assert.Equal(path.At, row.AtUnixMs);

            // Half precision may judge a sample at the very edge of the clip the other way; then the two part for a while.
            different += path.Count > 0 && (path.Count != row.Count || Math.Abs(path.Mean - row.Rtt.Milliseconds) > 0.02 * path.Mean + 0.05) ? 1 : 0;
        }

        Assert.Equal(naive.Paths.Count(), rows.Count);
        Assert.InRange(different, 0, rows.Count / 50);
    }

    [Fact]
    public void A_figure_lies_between_the_least_and_the_greatest_sample_less_what_a_bias_can_be()
    {
        var estimator = new LatencyEstimator();
        var samples = Stream(seed: 5, 20_000).ToList();
        samples.ForEach(sample => estimator.Observe(sample, sample.AtUnixMs));
        foreach (var row in estimator.Export().Where(row => row.Rtt.IsKnown))
        {
            var own = samples.Where(sample => sample.Network == row.Network && sample.Site == row.Site && sample.Rtt.IsKnown).Select(sample => sample.Rtt.Milliseconds).ToList();
            Assert.InRange(row.Rtt.Milliseconds, Math.Max(0.05, own.Min() - 32), own.Max() + 30);
        }
    }

    [Fact]
    public void No_sample_moves_any_path_of_another_site()
    {
        var alone = new LatencyEstimator();
        var together = new LatencyEstimator();
        foreach (var sample in Stream(seed: 6, 20_000))
        {
            together.Observe(sample, sample.AtUnixMs);
            if (sample.Site == 0)
            {
                alone.Observe(sample, sample.AtUnixMs);
            }
        }

        Assert.Equal(
            alone.Export().OrderBy(row => row.Network.High).ThenBy(row => row.Network.Length),
            together.Export().Where(row => row.Site == 0).OrderBy(row => row.Network.High).ThenBy(row => row.Network.Length));
    }

    [Fact]
    public void A_restart_between_two_samples_changes_no_figure_but_by_rounding()
    {
        var steady = new LatencyEstimator();
        var restarted = new LatencyEstimator();
        var i = 0;
        foreach (var sample in Stream(seed: 7, 5_000).Select(sample => sample with { Flow = sample.Flow with { Connection = 0 } }))
        {
            steady.Observe(sample, sample.AtUnixMs);
            restarted.Observe(sample, sample.AtUnixMs);
            if (++i % 1000 == 0)
            {
                var next = new LatencyEstimator();
                restarted.ExportBiases().ToList().ForEach(row => next.Import(row));
                restarted.Export().ToList().ForEach(row => next.Import(row));
                restarted = next;
            }
        }

        var rows = restarted.Export().ToDictionary(row => (row.Network, row.Site), row => row.Rtt);
        Assert.Equal(steady.Count, restarted.Count);
        Assert.All(steady.Export().Where(row => row.Rtt.IsKnown), row => Assert.Equal(row.Rtt.Milliseconds, rows[(row.Network, row.Site)].Milliseconds, 0.01 + (0.01 * row.Rtt.Milliseconds)));
    }

    [Fact]
    public void What_is_held_never_exceeds_the_limit_and_what_went_is_counted()
    {
        var small = new LatencyEstimator(new EstimatorLimits(MaxPaths: 100));
        var met = new HashSet<(Prefix, ushort)>();
        foreach (var sample in Stream(seed: 8, 20_000))
        {
            small.Observe(sample, sample.AtUnixMs);
            met.Add((sample.Network, sample.Site));
            Assert.InRange(small.Count, 1, 100);
        }

        Assert.Equal(small.Count, small.Export().Count);
        Assert.Equal(small.NetworkCount, small.Export().Select(row => row.Network).Distinct().Count());
        Assert.True(small.Evicted >= met.Count - 100);
    }

    /// <summary>60 networks of both families, 5 sites; steady paths with noise, strays, changes, losses, and connections polled again.</summary>
    private static IEnumerable<LatencySample> Stream(int seed, int count)
    {
        var chance = new Random(seed);
        var at = Start;
        for (var i = 0; i < count; i++)
        {
            at += chance.Next(0, chance.Next(50) == 0 ? 900_000 : 2_000);
            var number = chance.Next(60);
            var site = (ushort)chance.Next(5);
            var network = number % 3 == 0 ? Prefix.Parse($"2001:db8:{number:x}::/48") : Prefix.Parse($"198.51.{number}.0/24");
            var kind = Kinds[chance.Next(Kinds.Length)];
            var path = 5 + (number * 3) + (site * 17) + (i > count / 2 && number % 7 == 0 ? 40 : 0);
            var ms = path + (chance.NextDouble() * 3) + (kind == Evidence.Dns ? 6 : 0) + (chance.Next(20) == 0 ? chance.Next(500) : 0);
            var isPassive = kind is Evidence.PassiveTcp or Evidence.DnsOverTcp;
            var isLost = !isPassive && chance.Next(15) == 0;
            var packets = (uint)chance.Next(0, 200);
            yield return new LatencySample(network, site, isLost ? Rtt.Unknown : Rtt.FromMilliseconds(ms), kind, at)
            {
                Flow = isPassive ? new Flow(Rtt.FromMilliseconds(chance.NextDouble() * 4), packets, (uint)chance.Next(0, (int)(packets / 10) + 1), (uint)chance.Next(1, 400)) : default,
            };
        }
    }
}
