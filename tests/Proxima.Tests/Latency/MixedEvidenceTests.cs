using Proxima.Engine.Latency;

namespace Proxima.Tests.Latency;

/// <summary>Evidence of several kinds on the same paths: polled connections, kinds that read longer than others, jitter and loss.</summary>
public sealed class MixedEvidenceTests
{
    private const long Now = 1_800_000_000_000;

    private static readonly Prefix Network = Prefix.Parse("203.0.113.0/24");

    private readonly LatencyEstimator estimator = new();

    [Fact]
    public void A_connection_polled_a_thousand_times_is_one_measurement()
    {
        for (var i = 0; i < 1000; i++)
        {
            Observe(Network, 300, Evidence.PassiveTcp, Now + (10_000 * i), connection: 7);
        }

        var row = estimator.Export().Single();
        Assert.Equal(1u, row.Count);
        Assert.Equal(Now, row.AtUnixMs);
        Assert.Equal(999, estimator.CountOf(SampleOutcome.Repeated));
    }

    [Fact]
    public void A_polled_connection_leaves_the_figure_where_one_look_at_it_would()
    {
        var once = new LatencyEstimator();
        for (var i = 0; i < 120; i++)
        {
            var at = Now + (10_000 * i);
            Observe(Network, i == 50 ? 300 : 20, i == 50 ? Evidence.PassiveTcp : Evidence.Icmp, at, connection: i == 50 ? 7u : 0);
            once.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(i == 50 ? 300 : 20), i == 50 ? Evidence.PassiveTcp : Evidence.Icmp, at), at);
            if (i > 50)
            {
                Observe(Network, 300, Evidence.PassiveTcp, at + 5_000, connection: 7);
            }
        }

        Assert.Equal(once.Export().Single().Rtt, estimator.Export().Single().Rtt);
        Assert.Equal(20, estimator.Export().Single().Rtt.Milliseconds, 1.0);
    }

    [Fact]
    public void Another_connection_and_the_same_number_elsewhere_are_measurements_of_their_own()
    {
        Assert.Equal(SampleOutcome.Taken, Observe(Network, 30, Evidence.PassiveTcp, Now, connection: 7));
        Assert.Equal(SampleOutcome.Taken, Observe(Network, 30, Evidence.PassiveTcp, Now, connection: 8));
        Assert.Equal(SampleOutcome.Taken, Observe(Prefix.Parse("198.51.100.0/24"), 30, Evidence.PassiveTcp, Now, connection: 7));
        Assert.Equal(SampleOutcome.Taken, Observe(Network, 30, Evidence.PassiveTcp, Now, connection: 7, site: 1));
        Assert.Equal(SampleOutcome.Repeated, Observe(Network, 30, Evidence.PassiveTcp, Now, connection: 7));
    }

    [Fact]
    public void A_polled_connection_still_tells_what_it_lost_since()
    {
        Observe(Network, 30, Evidence.PassiveTcp, Now, connection: 7, packets: 100);
        var before = estimator.Export().Single().Loss;
        Observe(Network, 30, Evidence.PassiveTcp, Now + 10_000, connection: 7, packets: 100, lost: 20);
        Assert.Equal(0, before, 0.001);
        Assert.InRange(estimator.Export().Single().Loss, 0.1, 0.2);
    }

    [Fact]
    public void What_a_kind_reads_longer_is_learned_where_two_kinds_measured_the_same_paths()
    {
        // A resolver that thinks for 12 ms: 40 networks measured by echo and by DNS, one by DNS alone.
        for (var round = 0; round < 12; round++)
        {
            for (var number = 0; number < 40; number++)
            {
                var network = Prefix.Parse($"198.51.{number}.0/24");
                Observe(network, 20 + number, Evidence.Icmp, Now + (round * 60_000));
                Observe(network, 32 + number, Evidence.Dns, Now + (round * 60_000) + 20_000);
            }
        }

        Observe(Network, 62, Evidence.Dns, Now + 800_000);
        Assert.Equal(12, estimator.ExportBiases().Single().BiasMs, 1.0);
        Assert.Equal(50, FigureOf(Network), 1.0);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(3, 3)]
    public void Of_few_comparisons_little_is_believed(int comparisons, double mostMs)
    {
        // A busy machine: whatever is asked by TCP comes out 9 ms longer, for a few probes. The next path is asked by TCP alone, and at once.
        for (var number = 0; number < comparisons; number++)
        {
            var network = Prefix.Parse($"198.51.{number}.0/24");
            Enumerable.Range(0, 3).ToList().ForEach(i => Observe(network, 20, Evidence.Icmp, Now + i));
            Observe(network, 29, Evidence.Tcp, Now + 3);
        }

        Observe(Network, 10, Evidence.Tcp, Now + 4);
        Assert.InRange(FigureOf(Network), 10 - mostMs, 10);
    }

    [Fact]
    public void What_one_site_learned_changes_nothing_at_another()
    {
        for (var i = 0; i < 200; i++)
        {
            Observe(Network, i % 2 == 0 ? 20 : 45, i % 2 == 0 ? Evidence.Icmp : Evidence.Dns, Now + (1000 * i), site: 1);
        }

        Observe(Network, 62, Evidence.Dns, Now + 300_000);
        Assert.Equal(61.5, FigureOf(Network), 0.1);
    }

    [Fact]
    public void No_bias_is_learned_beyond_its_limit_and_no_figure_falls_below_a_packet_on_the_link()
    {
        for (var i = 0; i < 2000; i++)
        {
            Observe(Network, i % 2 == 0 ? 20 : 900, i % 2 == 0 ? Evidence.Icmp : Evidence.Dns, Now + (1000 * i));
        }

        Assert.Equal(30.5, estimator.ExportBiases().Single().BiasMs, 0.001);
        Observe(Prefix.Parse("198.51.100.0/24"), 3, Evidence.Dns, Now + 2_000_000);
        Assert.Equal(0.05, FigureOf(Prefix.Parse("198.51.100.0/24")), 0.001);
    }

    [Fact]
    public void A_beacon_moves_a_figure_less_than_a_probe_and_a_kernels_least_figure_more()
    {
        Assert.True(MovedBy(Evidence.Beacon) < MovedBy(Evidence.Icmp));
        Assert.True(MovedBy(Evidence.PassiveTcp) > MovedBy(Evidence.Icmp));

        static double MovedBy(Evidence kind)
        {
            var one = new LatencyEstimator();
            for (var i = 0; i < 20; i++)
            {
                one.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(20 + (i % 2)), Evidence.Icmp, Now + i), Now + i);
            }

            var before = one.Export().Single().Rtt.Milliseconds;
            var ms = 22 + EvidenceWeight.Of(kind).BiasMs;
            one.Observe(new LatencySample(Network, 0, Rtt.FromMilliseconds(ms), kind, Now + 3_000_000), Now + 3_000_000);
            return one.Export().Single().Rtt.Milliseconds - before;
        }
    }

    [Fact]
    public void Loss_fades_with_the_evidence_for_it()
    {
        for (var i = 0; i < 10; i++)
        {
            Observe(Network, 20, Evidence.Icmp, Now);
            estimator.Observe(new LatencySample(Network, 0, Rtt.Unknown, Evidence.Icmp, Now), Now);
        }

        var before = estimator.Export().Single().Loss;
        Observe(Network, 20, Evidence.Icmp, Now + 14_400_000);
        Assert.True(before > 0.3);
        Assert.True(estimator.Export().Single().Loss < before / 10);
    }

    private double FigureOf(Prefix network) => estimator.RowsOf(network, Now).Single(row => row.Site == 0).Rtt.Milliseconds;

    private SampleOutcome Observe(Prefix network, double ms, Evidence kind, long at, uint connection = 0, uint packets = 0, uint lost = 0, ushort site = 0) =>
        estimator.Observe(new LatencySample(network, site, Rtt.FromMilliseconds(ms), kind, at) { Flow = new Flow(default, packets, lost, connection) }, at);
}
