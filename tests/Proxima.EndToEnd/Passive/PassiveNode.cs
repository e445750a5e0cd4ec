using System.Globalization;
using System.Text.Json;
using Proxima.Control.Storage;
using Proxima.Engine.Latency;

namespace Proxima.EndToEnd;

/// <summary>A node at a site, whose own services tell it how far clients are: nothing is probed. Two clients stand at set distances.</summary>
public sealed class PassiveNode : IAsyncLifetime
{
    internal const int ServicePort = 8080;
    internal const double NearMs = 20, FarMs = 180;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-passive-");

    internal World World { get; private set; } = null!;

    internal Host Site => World.Host("site");

    internal BackgroundProcess Node { get; private set; } = null!;

    private string State => Path.Combine(folder.FullName, "state");

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // each test says so and is skipped
        }

        World = await World.Up(string.Create(CultureInfo.InvariantCulture, $"""
            host site 10.1.0.1/16 fd00:1::1/32
            host near 10.2.0.1/16 fd00:2::1/32
            host far  10.3.0.1/16 fd00:3::1/32
            host other 10.4.0.1/16 fd00:4::1/32
            host last  10.5.0.1/16 fd00:5::1/32
            host user  10.6.0.1/16 fd00:6::1/32
            set * * rtt={NearMs}ms
            set site far rtt={FarMs}ms
            """));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "example.org.zone"), """
            $ORIGIN example.org.
            @   3600 IN SOA ns1 hostmaster 1 7200 3600 1209600 300
            @   3600 IN NS  ns1
            ns1 3600 IN A   10.1.0.1

            """);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "steering.yaml"), """
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { here: {} }
            pools: { web: { endpoints: [{ site: here, address: 10.1.0.1 }] } } # serving from here, private clients are clients
            policies: { any: { chain: [ healthy ] } }
            names: [ { name: www.example.org, pool: web, policy: any, ttl: 30 } ]

            """);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "proxima.conf"), $"""
            [Node]
            State = {State}
            [DNS]
            Listen = 10.1.0.1:53, [fd00:1::1]:53
            Workers = 1
            SolicitTcp = 60
            [Steering]
            File = steering.yaml
            [Measure]
            Site = here
            PassivePorts = {ServicePort}

            """);
        Node = Site.Start(Repository.Program("proximad"), "--config", Path.Combine(folder.FullName, "proxima.conf"));
        await Until.Holds(
            async () => (await Dig.Ask(Site, "@10.1.0.1", "example.org", "SOA")).Status == "NOERROR", Deadlines.Step, () => $"the node answers; it said:\n{Node.Log}");
    }

    /// <summary>What the node has stored of a client network, by the number of the kind of evidence (passive TCP 4, DNS over TCP 5).</summary>
    internal IReadOnlyList<double> StoredMs(string network, int kind)
    {
        using var session = new SqlSession(new SqliteDialect(Directory.GetFiles(State, "*.db").Single()));
        return [.. SampleRows.WithSites(session).Select(stored => stored.Sample).Where(sample => sample.Network == Prefix.Parse(network) && (int)sample.Evidence == kind).Select(sample => sample.Rtt.Milliseconds)];
    }

    internal async Task<JsonElement> Status()
    {
        var finished = await Site.Run(Repository.Program("proxima"), "status", "--json", "--state", State);
        using var document = JsonDocument.Parse(finished.Output);
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        if (World is not null)
        {
            await Node.DisposeAsync();
            await World.DisposeAsync();
        }

        TemporaryFolder.Remove(folder.FullName);
    }
}
