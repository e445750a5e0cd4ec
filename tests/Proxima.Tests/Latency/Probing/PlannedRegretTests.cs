using System.Globalization;
using Proxima.Engine.Latency;
using Proxima.Engine.Latency.Probing;

namespace Proxima.Tests.Latency.Probing;

/// <summary>
/// What the plan is good for: six sites with a budget that would take over half an hour to ask each of 2,000 networks once. Few networks ask
/// much and many ask little, and after an hour the path of every tenth from its best site becomes three times as long.
/// </summary>
public sealed class PlannedRegretTests(ITestOutputHelper output)
{
    private const int Sites = 6, Networks = 2000, StepSeconds = 30, Steps = 240, ChangeAt = 120, PerSecond = 1;
    private const long Start = 1_795_000_000_000;

    [Fact]
    public void With_no_more_probes_clients_are_sent_nearer_than_by_asking_everybody_in_turn()
    {
        var planned = Play(new PlannedChoice());
        var inTurn = Play(new TurnChoice());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"mean regret of a question, until the change and from then on: planned {planned.Before:0.00} and {planned.After:0.00} ms with {planned.Probes} probes, everybody in turn {inTurn.Before:0.00} and {inTurn.After:0.00} ms with {inTurn.Probes}"));
        Assert.True(planned.Probes <= inTurn.Probes, $"{planned.Probes} probes, {inTurn.Probes} in turn");
        Assert.True(planned.Before < inTurn.Before / 2, $"{planned.Before:0.00} ms, in turn {inTurn.Before:0.00} ms");
        Assert.True(planned.After < inTurn.After, $"{planned.After:0.00} ms, in turn {inTurn.After:0.00} ms");
    }

    private static Prefix Network(int number) => Prefix.Parse($"8.{number >> 8}.{number & 255}.0/24");

    private static double Questions(int network) => 2000.0 / (network + 1);

    private static (double Before, double After, int Probes) Play(IChoice choice)
    {
        var random = new Random(11);
        var rttMs = Enumerable.Range(0, Networks).Select(_ => Enumerable.Range(0, Sites).Select(_ => 5 + (random.NextDouble() * 195)).ToArray()).ToArray();
        var estimator = new LatencyEstimator();
        var builder = new LatencyMapBuilder(Sites, Tolerance.Default, TimeSpan.FromSeconds(60));
        var rows = new LatencyRows(Sites);
        var (before, after, probes) = (0.0, 0.0, 0);
        var questions = Enumerable.Range(0, Networks).Sum(Questions) * ChangeAt;
        for (var step = 0; step < Steps; step++)
        {
            var now = Start + (step * StepSeconds * 1000L);
            for (var network = 0; step == ChangeAt && network < Networks; network += 10)
            {
                rttMs[network][Array.IndexOf(rttMs[network], rttMs[network].Min())] *= 3;
            }

            for (var site = 0; site < Sites; site++)
            {
                foreach (var network in choice.Next(estimator, rows, site, now))
                {
                    var rtt = Rtt.FromMilliseconds(rttMs[network][site] * (1 + (random.NextDouble() * 0.05)));
                    estimator.Observe(new LatencySample(Network(network), (ushort)site, rtt, Evidence.Icmp, now), now);
                    probes++;
                }
            }

            estimator.AddTo(builder, Sites, number => number, now);
            rows = builder.Build(DateTimeOffset.FromUnixTimeMilliseconds(now));
            for (var network = 0; network < Networks; network++)
            {
                var row = rows.SlotsOf(Network(network));
                var serving = row.IsEmpty ? network % Sites : row[0].Site;
                var regret = Questions(network) * (rttMs[network][serving] - rttMs[network].Min()) / questions;
                (before, after) = step < ChangeAt ? (before + regret, after) : (before, after + regret);
            }
        }

        return (before, after, probes);
    }

    private interface IChoice
    {
        IEnumerable<int> Next(LatencyEstimator estimator, LatencyRows rows, int site, long nowUnixMs);
    }

    private sealed class TurnChoice : IChoice
    {
        private readonly int[] order = Shuffled();
        private readonly int[] next = new int[Sites];

        public IEnumerable<int> Next(LatencyEstimator estimator, LatencyRows rows, int site, long nowUnixMs) =>
            Enumerable.Range(0, PerSecond * StepSeconds).Select(_ => order[next[site]++ % Networks]).ToList();

        private static int[] Shuffled()
        {
            var shuffled = Enumerable.Range(0, Networks).ToArray();
            new Random(5).Shuffle(shuffled);
            return shuffled;
        }
    }

    private sealed class PlannedChoice : IChoice
    {
        private readonly ProbePace pace = new(PerSecond, PerTarget: 1, PerAs: 0, TimeSpan.FromSeconds(60));

        public IEnumerable<int> Next(LatencyEstimator estimator, LatencyRows rows, int site, long nowUnixMs)
        {
            var wishes = Enumerable.Range(0, Networks).Select(number => new ProbeWish(
                Network(number), Questions(number), ProbeWorth.Of(rows.SlotsOf(Network(number)), site), 0, estimator.NewsOf(Network(number), (ushort)site)));
            return new ProbePlanner(pace, (ulong)site).Plan([.. wishes], nowUnixMs).Paths
                .Where(path => path.DueUnixMs < nowUnixMs + (StepSeconds * 1000)).Take(PerSecond * StepSeconds).Select(path => path.Wish).ToList();
        }
    }
}
