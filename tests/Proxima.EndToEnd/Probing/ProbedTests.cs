using System.Globalization;
using System.Text.Json;

namespace Proxima.EndToEnd;

/// <summary>Probes as those see them who are probed: their kernel counts the echo requests, and tcpdump reads them.</summary>
public sealed class ProbedTests : IAsyncDisposable
{
    private const string Contact = "https://example.org/probes";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-probed-");
    private BackgroundProcess? node;
    private World? world;

    private string State => Path.Combine(folder.FullName, "state");

    [Fact]
    public async Task Who_is_on_the_list_is_never_probed_and_who_comes_onto_it_is_not_probed_any_more()
    {
        await StartAsync();
        await Until.Holds(async () => await EchoesAt("asked") >= 3 && await EchoesAt("later") >= 3, Deadlines.Measured, () => $"who asked is probed; the node said:\n{node!.Log}");
        Assert.Equal(0, await EchoesAt("never"));
        var probing = (await Status()).GetProperty("probing");
        Assert.Equal((1, 1), (probing.GetProperty("opted_out").GetInt32(), probing.GetProperty("plans")[0].GetProperty("refused").GetInt32()));

        await Write("opt-out.txt", "10.3.0.0/24\n10.4.0.0/24   # asked to be left alone\n");
        await Until.Holds(
            async () => (await Status()).GetProperty("probing").GetProperty("plans")[0].GetProperty("refused").GetInt32() == 2,
            Deadlines.Measured, () => $"the plan is made without the second network; the node said:\n{node!.Log}");

        // One that was in flight may still come; none after the next of somebody else's.
        var inFlight = await EchoesAt("asked") + 2;
        await Until.Holds(async () => await EchoesAt("asked") >= inFlight, Deadlines.Measured, () => "the others are probed on");
        var later = await EchoesAt("later");
        var goal = await EchoesAt("asked") + 4;
        await Until.Holds(async () => await EchoesAt("asked") >= goal, Deadlines.Measured, () => "the others are probed on");
        Assert.Equal((later, 0), (await EchoesAt("later"), await EchoesAt("never")));

        var text = await world!.Host("site").Run(Repository.Program("proxima"), "status", "--state", State);
        Assert.Matches(@"probes +here: [0-9.]+ a second to 1 networks, 0 never tried, 0 spared by passive samples, 2 not to be probed", text.Output);
        Assert.Matches("opted out +2 networks on the list", text.Output);
    }

    [Fact]
    public async Task An_echo_request_says_who_sends_it()
    {
        Require.Tool("tcpdump", "tcpdump");
        await StartAsync();
        var heard = await world!.Host("asked").Run("tcpdump", "-i", "any", "-Z", "root", "-n", "-A", "-c", "1", "--immediate-mode", "icmp[icmptype] == icmp-echo");
        Assert.Contains(Contact, heard.Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (node is not null)
        {
            await node.DisposeAsync();
        }

        if (world is not null)
        {
            await world.DisposeAsync();
        }

        TemporaryFolder.Remove(folder.FullName);
    }

    private async Task StartAsync()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        world = await World.Up("""
            host site  10.1.0.1/16 fd00:1::1/32
            host asked 10.2.0.1/16 fd00:2::1/32
            host never 10.3.0.1/16 fd00:3::1/32
            host later 10.4.0.1/16 fd00:4::1/32
            set * * rtt=5ms
            """);
        await Write("opt-out.txt", "10.3.0.0/24\n");
        await Write("example.org.zone", "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 10.1.0.1\n");
        await Write("steering.yaml", """
            zones: [ { name: example.org, file: example.org.zone } ]
            sites: { here: {} }
            pools: { web: { endpoints: [ { site: here, address: 10.1.0.1 } ] } }
            policies: { any: { chain: [ healthy ] } }
            names: [ { name: www.example.org, pool: web, policy: any } ]

            """);
        await Write("proxima.conf", $"""
            [Node]
            State = {State}
            [DNS]
            Listen = 10.1.0.1:53
            Workers = 1
            [API]
            Listen = 127.0.0.1:0
            [Steering]
            File = steering.yaml
            [Measure]
            Site = here
            Interval = 1s
            Contact = {Contact}
            OptOut = opt-out.txt

            """);
        node = world.Host("site").Start(Repository.Program("proximad"), "--config", Path.Combine(folder.FullName, "proxima.conf"));
        foreach (var client in new[] { "asked", "never", "later" })
        {
            await Until.Holds(
                async () => (await Dig.Ask(world.Host(client), "@10.1.0.1", "www.example.org", "A")).Addresses.Count == 1, Deadlines.Step, () => $"the node answers; it said:\n{node.Log}");
        }
    }

    /// <summary>Echo requests the host's kernel has taken in (/proc/net/snmp, "Icmp: ... InEchos").</summary>
    private async Task<int> EchoesAt(string host)
    {
        var lines = (await world!.Host(host).Run("grep", "^Icmp:", "/proc/net/snmp")).Output.Split('\n');
        return int.Parse(lines[1].Split(' ')[Array.IndexOf(lines[0].Split(' '), "InEchos")], CultureInfo.InvariantCulture);
    }

    private async Task<JsonElement> Status()
    {
        var finished = await world!.Host("site").Run(Repository.Program("proxima"), "status", "--json", "--state", State);
        using var document = JsonDocument.Parse(finished.Output);
        return document.RootElement.Clone();
    }

    private Task Write(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
}
