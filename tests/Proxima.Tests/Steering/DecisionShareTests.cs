using Proxima.Engine.Health;
using Proxima.Engine.PowerDns;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Steering;
using Proxima.Tests.PowerDns;

namespace Proxima.Tests.Steering;

/// <summary>Several name servers, each with latencies and health of its own, and one shared state between them.</summary>
public sealed class DecisionShareTests : IDisposable
{
    private const string Question = "Q\twww.example.org\tIN\tA\t-1\t192.0.2.250\t192.0.2.53\t";
    private const string Client = "203.0.113.0/24";

    private readonly Memory memory = new();
    private readonly List<Snapshot> snapshots = [];

    public void Dispose() => snapshots.ForEach(snapshot => snapshot.Dispose());

    [Fact]
    public void The_first_name_server_to_decide_decides_for_all()
    {
        var first = Server("fra=90 nyc=10");
        var second = Server("fra=10 nyc=90");
        Assert.Equal("192.0.2.2", Ask(first).Address);
        Assert.Equal("192.0.2.2", Ask(second).Address);
        memory.Values.Clear();
        Assert.Equal("192.0.2.1", Ask(second).Address);
        Assert.Equal("192.0.2.1", Ask(first).Address);
    }

    [Fact]
    public void Each_network_and_each_type_has_a_decision_of_its_own()
    {
        var first = Server("fra=90 nyc=10");
        var second = Server("fra=10 nyc=90");
        Ask(first);
        Assert.Equal("192.0.2.1", Ask(second, "198.51.100.0/24").Address);
        Assert.Equal(2, memory.Values.Count);
    }

    [Fact]
    public void A_shared_answer_tells_no_wider_scope_than_the_network_it_is_shared_for()
    {
        // Alone, both networks of the map are decided alike, and the answer holds for half of all addresses.
        Assert.True(Ask(Server("fra=90 nyc=10", isShared: false)).Scope < 24);
        var server = Server("fra=90 nyc=10");
        Assert.Equal([24, 24], [Ask(server).Scope, Ask(server).Scope]);
        Assert.Equal(20, Ask(server, "203.0.112.0/20").Scope);
    }

    [Fact]
    public void Clients_that_differ_within_a_network_do_not_share()
    {
        const string finer = "LATENCY 203.0.113.7/32 fra=10 nyc=90\n";
        var server = Server("fra=90 nyc=10", finer);
        Assert.Equal("192.0.2.1", Ask(server, "203.0.113.7/32").Address);
        Assert.Equal("192.0.2.2", Ask(server, "203.0.113.200/32").Address);
    }

    [Fact]
    public void A_shared_decision_for_an_endpoint_that_is_down_or_unknown_here_is_ignored_and_replaced()
    {
        Ask(Server("fra=90 nyc=10"));
        var other = Server("fra=90 nyc=10", "DOWN nyc1\n");
        Assert.Equal("192.0.2.1", Ask(other).Address);
        Assert.Equal("192.0.2.1", Ask(Server("fra=90 nyc=10")).Address);
        foreach (var key in memory.Values.Keys.ToList())
        {
            memory.Values[key] = [1, 1, 192, 0, 2, 77];
        }

        Assert.Equal("192.0.2.2", Ask(Server("fra=90 nyc=10")).Address);
    }

    [Fact]
    public void Whatever_comes_back_the_answer_is_one_that_this_server_may_give()
    {
        var server = Server("fra=90 nyc=10");
        var random = new Random(7);
        Ask(server);
        var key = memory.Values.Keys.Single();
        for (var round = 0; round < 20_000; round++)
        {
            var value = new byte[random.Next(0, 16)];
            random.NextBytes(value);
            if (round % 2 == 0 && value.Length > 6)
            {
                byte[] near = [1, (byte)random.Next(4), 192, 0, 2, (byte)random.Next(4)];
                near.CopyTo(value, 0);
            }

            memory.Values[key] = value;
            Assert.Contains(Ask(server).Address, new[] { "192.0.2.1", "192.0.2.2" });
        }
    }

    [Fact]
    public void While_the_shared_state_is_away_each_answers_as_it_would_alone()
    {
        var alone = Ask(Server("fra=90 nyc=10", isShared: false));
        memory.IsAway = true;
        Assert.Equal(alone, Ask(Server("fra=90 nyc=10")));
    }

    [Fact]
    public void One_that_comes_second_between_asking_and_putting_takes_the_decision_of_the_first()
    {
        memory.BeforePut = key => memory.Values[key] = [1, 1, 192, 0, 2, 1];
        Assert.Equal("192.0.2.1", Ask(Server("fra=90 nyc=10")).Address);
    }

    private PipeSession Server(string latencies, string lines = "", bool isShared = true)
    {
        var transcript = Transcript.Parse($"""
            ZONE example.org.
            @ 3600 SOA ns.invalid. host.invalid. 1 2 3 4 300
            @ 3600 NS ns.invalid.

            STEERING
            ENDPOINT fra1 fra 192.0.2.1
            ENDPOINT nyc1 nyc 192.0.2.2
            LATENCY 203.0.113.0/24 {latencies}
            LATENCY 198.51.100.0/24 {latencies}
            {lines}NAME www.example.org.

            TRANSCRIPT
            > HELO	5

            """);
        var health = transcript.Ground.Steering.Health();
        var snapshot = transcript.Snapshot(health);
        snapshots.Add(snapshot);
        var session = new PipeSession(new BackendHall(() => snapshot, health, share: isShared ? new DecisionShare(memory) : null), new BackendOptions(), Assert.Fail);
        Transcript.Ask(session, "HELO\t5");
        return session;
    }

    private static (string Address, int Scope) Ask(PipeSession session, string client = Client)
    {
        var fields = Transcript.Ask(session, Question + client)[0].Split('\t');
        return (fields[8], int.Parse(fields[1]));
    }

    private sealed class Memory : ISharedState
    {
        public Dictionary<UInt128, byte[]> Values { get; } = [];

        public bool IsAway { get; set; }

        public Action<UInt128> BeforePut { get; set; } = _ => { };

        public SharedOutcome Get(UInt128 key, Span<byte> value, out int length)
        {
            length = 0;
            if (IsAway)
            {
                return SharedOutcome.Unavailable;
            }

            if (!Values.TryGetValue(key, out var found))
            {
                return SharedOutcome.Missing;
            }

            found.CopyTo(value);
            length = found.Length;
            return SharedOutcome.Found;
        }

        public SharedOutcome Put(UInt128 key, ReadOnlySpan<byte> value, bool onlyIfMissing)
        {
            BeforePut(key);
            if (IsAway || (onlyIfMissing && Values.ContainsKey(key)))
            {
                return IsAway ? SharedOutcome.Unavailable : SharedOutcome.Found;
            }

            Values[key] = value.ToArray();
            return SharedOutcome.Stored;
        }
    }
}
