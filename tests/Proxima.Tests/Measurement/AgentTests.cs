using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Measurement;

public sealed class AgentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.0/24", "127.0.0.1")]
    [InlineData("::1/128", "::1")]
    public async Task One_pass_measures_every_network_and_reports_to_every_peer(string network, string address)
    {
        var family = IPAddress.Parse(address).AddressFamily;
        using var probes = new ProbeCatalog(TimeProvider.System);
        Assert.SkipUnless(probes.Icmp.FindProblem(family) is null, "no ICMP socket is allowed here");
        var one = new RecordedPeer("one", [new AgentTarget(network, IPAddress.Parse(address), false, 1)]);
        var other = new RecordedPeer("other", []);
        var silent = await Agent([one, other], probes).RunOnceAsync(Cancellation);
        Assert.Empty(silent);
        var sample = Assert.Single(one.Samples);
        Assert.Equal((network, Evidence.Icmp), (sample.Network, sample.Kind));
        Assert.True(sample.Rtt.IsKnown);
        Assert.Equal(one.Samples, other.Samples);
    }

    [Fact]
    public async Task A_peer_that_gives_no_targets_is_named_and_the_others_are_served()
    {
        using var probes = new ProbeCatalog(TimeProvider.System);
        var silent = new RecordedPeer("silent", null);
        var lively = new RecordedPeer("lively", [new AgentTarget("127.0.0.0/24", IPAddress.Loopback, false, 1)]);
        Assert.Equal(["silent"], await Agent([silent, lively], probes).RunOnceAsync(Cancellation));
        Assert.Single(lively.Samples);
        Assert.Single(silent.Samples);
    }

    [Fact]
    public async Task An_agent_measures_until_it_is_stopped_and_keeps_its_targets_while_the_peer_is_away()
    {
        using var probes = new ProbeCatalog(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var peer = new RecordedPeer("peer", [new AgentTarget("127.0.0.0/24", IPAddress.Loopback, false, 1)]) { AnswersOnce = true };
        peer.Enough = () => stop.Cancel();
        var agent = new Agent(
            new AgentPace { Interval = TimeSpan.FromMilliseconds(10) }, [peer.ToAgentPeer(1000)], probes, new ChangeLog(_ => { }), TimeProvider.System);
        await agent.RunAsync(stop.Token);
        Assert.True(peer.Samples.Count >= 3);
        Assert.Equal(1, agent.TargetCount);
    }

    [Fact]
    public void A_state_is_said_once_until_it_changes()
    {
        var lines = new List<string>();
        var log = new ChangeLog(lines.Add);
        log.SayRecovered("peer", "never heard of");
        log.Say("peer", "away", "gone");
        log.Say("peer", "away", "gone");
        log.Say("other", "away", "other gone");
        log.SayRecovered("peer", "back");
        log.SayRecovered("peer", "back");
        log.Say("peer", "away", "gone again");
        Assert.Equal(["gone", "other gone", "back", "gone again"], lines);
    }

    private static Agent Agent(RecordedPeer[] peers, ProbeCatalog probes) =>
        new(new AgentPace(), [.. peers.Select(peer => peer.ToAgentPeer(1))], probes, new ChangeLog(_ => { }), TimeProvider.System);

    private sealed class RecordedPeer(string name, IReadOnlyList<AgentTarget>? targets)
    {
        private readonly Lock gate = new();
        private int asked;

        public List<ProbeSample> Samples { get; } = [];

        public bool AnswersOnce { get; set; }

        public Action Enough { get; set; } = () => { };

        public AgentPeer ToAgentPeer(double perTargetPerSecond) => new(name, _ => Task.FromResult(Answer(perTargetPerSecond)), Take);

        private TargetList? Answer(double perTargetPerSecond) => targets is null || (Interlocked.Increment(ref asked) > 1 && AnswersOnce)
            ? null
            : new TargetList(targets, 1000, perTargetPerSecond, TimeSpan.FromSeconds(60));

        private void Take(ProbeSample sample)
        {
            lock (gate)
            {
                Samples.Add(sample);
                if (Samples.Count == 3)
                {
                    Enough();
                }
            }
        }
    }
}
