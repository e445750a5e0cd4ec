using BenchmarkDotNet.Attributes;
using Proxima.Engine.Answering;
using Proxima.Engine.Latency;
using Proxima.Engine.Protection;
using Proxima.Engine.Reports;
using Proxima.Engine.Steering;

namespace Proxima.Benchmarks;

/// <summary>What a client's network costs to look up, to decide for and to answer, by the size of the map.</summary>
public class AnswerBenchmarks
{
    private readonly Candidate[] candidates = new Candidate[SteeringTable.MaxCandidates];
    private readonly int[] endpoints = new int[SteeringTable.MaxCandidates];
    private readonly byte[] response = new byte[4096];
    private readonly Scratch scratch = new(new WorkerReport());
    private byte[][] steered = [];
    private byte[][] fixedOnes = [];
    private byte[][] withCookie = [];
    private TestBed bed = null!;
    private Responder responder = null!;
    private Responder guarded = null!;

    [Params("1000x4", "100000x8", "1000000x32")]
    public string Map { get; set; } = string.Empty;

    [GlobalSetup]
    public void Build()
    {
        var size = Map.Split('x').Select(int.Parse).ToArray();
        bed = new TestBed(size[0], size[1]);
        responder = bed.Responder;
        steered = [.. bed.Clients.Select(client => TestBed.Query(client))];
        withCookie = [.. bed.Clients.Select(client => TestBed.Query(client, cookie: [1, 2, 3, 4, 5, 6, 7, 8]))];
        guarded = new Responder(bed.Health, new ResponderOptions { Guard = CreateGuard() });
        fixedOnes = [.. bed.Clients.Select(client => TestBed.Query(client, "static.example.test"))];
    }

    [Benchmark(OperationsPerInvoke = TestBed.Queries)]
    public int MapLookup()
    {
        var sum = 0;
        foreach (ref readonly var client in bed.Clients.AsSpan())
        {
            sum += bed.Snapshot.Latency.Find(in client).Row.PrefixLength;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = TestBed.Queries)]
    public int ChainRun()
    {
        var sum = 0;
        foreach (ref readonly var client in bed.Clients.AsSpan())
        {
            sum += bed.Snapshot.Steering.Decide(0, client, ClientSource.ClientSubnet, bed.Health, candidates).Kept;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = TestBed.Queries)]
    public int DecisionRecalled()
    {
        var sum = 0;
        foreach (ref readonly var client in bed.Clients.AsSpan())
        {
            sum += bed.Snapshot.Steering.Choose(0, in client, ClientSource.ClientSubnet, bed.Health, candidates, endpoints).Kept;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = TestBed.Queries, Baseline = true)]
    public int StaticAnswer() => AnswerAll(responder, fixedOnes);

    [Benchmark(OperationsPerInvoke = TestBed.Queries)]
    public int SteeredAnswer() => AnswerAll(responder, steered);

    /// <summary>The same with a rate limit that is never reached.</summary>
    [Benchmark(OperationsPerInvoke = TestBed.Queries)]
    public int SteeredLimited() => AnswerAll(guarded, steered);

    /// <summary>And with a cookie to be made besides.</summary>
    [Benchmark(OperationsPerInvoke = TestBed.Queries)]
    public int SteeredWithCookie() => AnswerAll(guarded, withCookie);

    private static Guard CreateGuard() => new(
        new CookieMint(new CookieSecrets(CookieSecret.CreateRandom()), TimeProvider.System),
        new RateLimit(new RateLimitSettings(RateLimit.MostPerSecond, RateLimitSettings.DefaultSlip, PrefixSet.Empty), 1, TimeProvider.System));

    // Each query from another network, as it asks for: accounts of the rate limit and places in the map are as cold as they are.
    private int AnswerAll(Responder answering, byte[][] queries)
    {
        var sum = 0;
        for (var i = 0; i < queries.Length; i++)
        {
            sum += answering.Respond(bed.Snapshot, queries[i], bed.Clients[i], Transport.Udp, response, scratch);
        }

        return sum;
    }
}
