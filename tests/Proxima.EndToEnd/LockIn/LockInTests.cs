using System.Globalization;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;

namespace Proxima.EndToEnd;

/// <summary>
/// Forty client networks that were only ever measured by the far one of two sites, and are sent there: what is foretold of the other is bad,
/// since it is for all others. One probe of each network from the better site heals that; the budget has room for
/// figures that a machine short of breath makes too long, which others must correct.
/// </summary>
public sealed class LockInTests : IAsyncDisposable
{
    private const int Networks = 40, Others = 16, MostProbesOfEach = 8;
    private const int FarMs = 120, NearMs = 15;
    private const string Locked = "10.20", Elsewhere = "10.30";
    private const string NodeAddress = "10.9.0.1", Far = "10.1.0.1", Near = "10.2.0.1";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-lock-in-");
    private readonly List<BackgroundProcess> processes = [];
    private World? world;

    [Fact]
    public async Task Clients_of_the_first_seen_site_move_to_the_near_one_within_the_budget()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        var node = await StartNodeAsync();
        Start("far");
        var near = Start("near");
        await Until.Holds(
            async () => (await AskAllAsync(Elsewhere, Others)).All(address => address == Far) && SamplesOf("near", Elsewhere).Count == Others && SamplesOf("far", Elsewhere).Count == Others,
            Deadlines.Measured, () => $"the other networks are measured by both sites and sent to the far one; the node said:\n{node.Log}");
        processes.Remove(near);
        await near.DisposeAsync();

        IReadOnlyList<string> answers = [];
        await Until.Holds(
            async () => (answers = await AskAllAsync(Locked, Networks)).All(address => address == Far) && SamplesOf("far", Locked).Count == Networks,
            Deadlines.Measured,
            () => $"all networks are measured by the far site alone and sent there; measured {SamplesOf("far", Locked).Count}, sent to {string.Join(' ', answers)}; the node said:\n{node.Log}");
        Assert.Empty(SamplesOf("near", Locked));

        Start("near");
        var took = await Until.Holds(
            async () => (answers = await AskAllAsync(Locked, Networks)).All(address => address == Near),
            Deadlines.Measured, () => $"all networks are sent to the near site, and not to {string.Join(' ', answers)}; the node said:\n{node.Log}");
        var probes = SamplesOf("near", Locked);
        Assert.All(probes, network => Assert.True(network.Value <= MostProbesOfEach, $"{network.Key} was probed {network.Value} times"));
        TestContext.Current.SendDiagnosticMessage($"healed after {took.TotalSeconds:0.0} s and {probes.Values.Sum()} probes of {Networks} networks; the slowest said {SlowestMs("near", Locked)} ms; the far site took {SamplesOf("far", Locked).Values.Sum()}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        if (world is not null)
        {
            await world.DisposeAsync();
        }

        TemporaryFolder.Remove(folder.FullName);
    }

    private async Task<BackgroundProcess> StartNodeAsync()
    {
        world = await World.Up(string.Create(CultureInfo.InvariantCulture, $"""
            host node    {NodeAddress}/16 fd00:9::1/32
            host far     {Far}/16 fd00:1::1/32
            host near    {Near}/16 fd00:2::1/32
            host clients {Locked}.0.1/16 fd00:20::1/32
            host others  {Elsewhere}.0.1/16 fd00:30::1/32
            set * * rtt=5ms
            set far clients rtt={FarMs}ms
            set near clients rtt={NearMs}ms
            set far others rtt=60ms
            set near others rtt=250ms
            """));
        await Write("token", "a-token-only-this-test-knows-0123456789\n");
        await Write("example.org.zone", $"""
            $ORIGIN example.org.
            @   3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 300
            @   3600 IN NS  ns1
            ns1 3600 IN A   {NodeAddress}

            """);
        await Write("steering.yaml", $$"""
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { far: {}, near: {} }
            pools:
              web:
                endpoints:
                  - { name: far, site: far, address: {{Far}} }
                  - { name: near, site: near, address: {{Near}} }
            policies:
              close: { chain: [ healthy, nearest, { take: 1 } ] }
            names:
              - { name: www.example.org, pool: web, policy: close, ttl: 5 }

            """);
        await Write("proxima.conf", $"""
            [Node]
            State = {Path.Combine(folder.FullName, "state")}
            [DNS]
            Listen = {NodeAddress}:53
            Workers = 1
            [API]
            Listen = {NodeAddress}:8053
            TokenFile = token
            [Steering]
            File = steering.yaml
            [Measure]
            ProbesPerSecond = 10
            Interval = 20s
            [Publish]
            Interval = 1s

            """);
        var node = world.Host("node").Start(Repository.Program("proximad"), "--config", Path.Combine(folder.FullName, "proxima.conf"));
        processes.Add(node);
        await Until.Holds(
            async () => (await Dig.Ask(world.Host("clients"), $"@{NodeAddress}", "example.org", "SOA")).Status == "NOERROR", Deadlines.Step, () => $"the node answers; it said:\n{node.Log}");
        return node;
    }

    private BackgroundProcess Start(string site)
    {
        var agent = world!.Host(site).Start(
            Repository.Program("proxima"), "agent", "--site", site, "--peer", $"http://{NodeAddress}:8053", "--token-file", Path.Combine(folder.FullName, "token"));
        processes.Add(agent);
        return agent;
    }

    private async Task<IReadOnlyList<string>> AskAllAsync(string networks, int count)
    {
        var answers = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var dig = await Dig.Ask(world!.Host("clients"), $"@{NodeAddress}", "www.example.org", "A", $"+subnet={networks}.{number}.0/24");
            answers.AddRange(dig.Addresses.Select(address => address.ToString()));
        }

        return answers;
    }

    /// <summary>Answered probes by network, from the node's own store.</summary>
    private Dictionary<string, long> SamplesOf(string site, string networks) =>
        Stored(site, networks).GroupBy(sample => $"{sample.Network}").ToDictionary(of => of.Key, of => of.LongCount());

    private double SlowestMs(string site, string networks) =>
        Stored(site, networks).Where(sample => sample.Rtt.IsKnown).Max(sample => sample.Rtt.Milliseconds);

    private List<LatencySample> Stored(string site, string networks)
    {
        using var session = new SqlSession(new SqliteDialect(Path.Combine(folder.FullName, "state", "proxima.db")));
        return [.. SampleRows.WithSites(session).Where(stored => stored.Site == site && $"{stored.Sample.Network}".StartsWith($"{networks}.", StringComparison.Ordinal)).Select(stored => stored.Sample)];
    }

    private Task Write(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
}
