using System.Net;
using Proxima.Control.Monitoring;
using Proxima.Control.Publishing;
using Proxima.Control.Storage;
using Proxima.Engine.Health;
using Proxima.Engine.Health.Agreement;
using Proxima.Engine.Latency;
using Proxima.Engine.Steering;
using Proxima.Measurement.Monitors;
using Proxima.Measurement.Probes;

namespace Proxima.Tests.Health.Agreement;

/// <summary>
/// Nodes and endpoints, each endpoint at a site of its own, and who reaches whom. What nodes run is the program's own, from the timer of the
/// checks to the health word; the network alone is the test's. Every node has a clock of its own, all of the same speed.
/// </summary>
internal sealed class VantageWorld : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly SteeringModel model;
    private readonly List<Vantage> nodes = [];
    private readonly int[] attempts;

    public VantageWorld(int nodes, int endpoints, TimeSpan? interval = null, Quorum? quorum = null, int fall = 3)
    {
        var every = interval ?? TimeSpan.FromSeconds(5);
        var monitor = new MonitorSettings("web", new TcpCheck(443), every, every < TimeSpan.FromSeconds(2) ? every : TimeSpan.FromSeconds(2), fall);
        var numbers = Enumerable.Range(0, endpoints).ToList();
        model = new SteeringModel(
            [.. numbers.Select(number => new Site($"s{number}"))],
            [new Pool("pool", [.. numbers.Select(number => new Endpoint($"e{number}", $"s{number}", AddressOf(number)))], MonitorChoice.One("web")) { Quorum = quorum ?? Quorum.Default }],
            [monitor], [], []);
        attempts = new int[endpoints];
        Reaches = new bool[nodes, endpoints];
        Hears = new bool[nodes, nodes];
        ConnectAll();
        for (var node = 0; node < nodes; node++)
        {
            this.nodes.Add(new Vantage(this, node, new HealthTable(endpoints), new ManualTime()));
        }
    }

    /// <summary>[node, endpoint]: whether a check of the node is answered.</summary>
    public bool[,] Reaches { get; }

    /// <summary>[hearer, speaker]: whether the reports of one node come to another.</summary>
    public bool[,] Hears { get; }

    public int Nodes => nodes.Count;

    public int Endpoints => attempts.Length;

    public void ConnectAll() => Connect((_, _) => true, (_, _) => true);

    public void Connect(Func<int, int, bool> reaches, Func<int, int, bool> hears)
    {
        for (var node = 0; node < Reaches.GetLength(0); node++)
        {
            for (var endpoint = 0; endpoint < Reaches.GetLength(1); endpoint++)
            {
                Reaches[node, endpoint] = reaches(node, endpoint);
            }

            for (var other = 0; other < Hears.GetLength(1); other++)
            {
                Hears[node, other] = hears(node, other);
            }
        }
    }

    public void KillEndpoint(int endpoint) => SetEndpoint(endpoint, isAlive: false);

    public void SetEndpoint(int endpoint, bool isAlive)
    {
        for (var node = 0; node < Nodes; node++)
        {
            Reaches[node, endpoint] = isAlive;
        }
    }

    public void Run(double seconds)
    {
        for (var passed = TimeSpan.Zero; passed.TotalSeconds < seconds; passed += Step)
        {
            foreach (var node in nodes)
            {
                node.Time.Advance(Step);
                node.Look();
            }

            foreach (var (hearer, speaker) in nodes.SelectMany(hearer => nodes.Where(speaker => speaker != hearer && Hears[hearer.Number, speaker.Number]).Select(speaker => (hearer, speaker))))
            {
                hearer.Hear(speaker);
            }
        }
    }

    public EndpointStatus Status(int node, int endpoint) => nodes[node].Table.StatusOf(endpoint);

    /// <summary>How every node sees every endpoint: a row for each node, u up, d down, ? unknown.</summary>
    public string Picture => string.Join(' ', nodes.Select(node => string.Concat(Enumerable.Range(0, Endpoints).Select(endpoint => Status(node.Number, endpoint) switch
    {
        EndpointStatus.Up => 'u', EndpointStatus.Down => 'd', _ => '?',
    }))));

    public bool IsBlind(int node) => nodes[node].Votes.IsBlind;

    public bool IsHeld(int node, int endpoint) => nodes[node].Votes.HeldSeconds($"pool/e{endpoint}@{AddressOf(endpoint)}") > 0;

    /// <summary>Changes of an endpoint's status at a node since the last call.</summary>
    public IReadOnlyList<AgreedChange> TakeChanges(int node)
    {
        var taken = nodes[node].Changes.ToList();
        nodes[node].Changes.Clear();
        return taken;
    }

    /// <summary>Checks of an endpoint by anybody since the last call.</summary>
    public int TakeAttempts(int endpoint)
    {
        var taken = attempts[endpoint];
        attempts[endpoint] = 0;
        return taken;
    }

    /// <summary>The program ends and is started again on the same machine: its health file is there, all else is new.</summary>
    public void Restart(int node, TimeSpan clockOff = default)
    {
        var old = nodes[node];
        nodes[node] = new Vantage(this, node, old.Table, new ManualTime(old.Time.GetUtcNow() + clockOff));
        old.Dispose();
    }

    public void Dispose() => nodes.ForEach(node => node.Dispose());

    private static IPAddress AddressOf(int endpoint) => new([192, 0, 2, (byte)(endpoint + 1)]);

    private sealed class Vantage : IDisposable, IProbe
    {
        private readonly VantageWorld world;
        private readonly MonitorScheduler scheduler;
        private readonly EndpointWatch watch;
        private readonly Dictionary<string, long> held = [];
        private int looks;

        public Vantage(VantageWorld world, int number, HealthTable table, ManualTime time)
        {
            (this.world, Number, Table, Time) = (world, number, table, time);
            var health = new HealthSlots(table, time);
            Votes = new VoteBook($"node {number}", health, Changes.Add, time);
            scheduler = new MonitorScheduler(Votes.Take, time, number);
            var slots = new SlotBook(Enumerable.Range(0, world.attempts.Length).ToDictionary(endpoint => new EndpointKey("pool", $"e{endpoint}"), endpoint => endpoint));
            watch = new EndpointWatch(scheduler, _ => this, slots, health, Votes);
            watch.Take(world.model);
        }

        public int Number { get; }

        public HealthTable Table { get; }

        public ManualTime Time { get; }

        public VoteBook Votes { get; }

        public List<AgreedChange> Changes { get; } = [];

        public void Look()
        {
            if (++looks % 5 == 0)
            {
                _ = watch.StepAsync(default);
            }
        }

        public void Hear(Vantage speaker)
        {
            var key = $"{speaker.Number} {speaker.Votes.Run}";
            held[key] = Votes.Hear($"node {speaker.Number}", speaker.Votes.ReportSince(held.GetValueOrDefault(key), $"n{speaker.Number}")) is > 0 and var round ? round : 0;
        }

        public Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
        {
            var endpoint = target.Address.GetAddressBytes()[3] - 1;
            world.attempts[endpoint]++;
            return world.Reaches[Number, endpoint]
                ? Task.FromResult(ProbeResult.Good(new Rtt(1000), "accepted"))
                : Task.Delay(timeout, Time, cancellation).ContinueWith(
                    _ => ProbeResult.Lost(timeout), cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        public void Dispose() => scheduler.Dispose();
    }
}
