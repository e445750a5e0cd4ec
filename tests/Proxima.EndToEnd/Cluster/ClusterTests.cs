using System.Globalization;
using Proxima.Control.Databases;
using Proxima.Control.Storage;
using Proxima.Control.Storage.MariaDb;

namespace Proxima.EndToEnd.Cluster;

/// <summary>
/// The article's system on three servers, and everything that can die in it. Clients ask all the while; each case first waits for the
/// ordinary state, so that cases may run in any order, and ends with what clients heard: no failure ever where a static record exists.
/// </summary>
[Collection(ClusterTestGroup.Name)]
public sealed class ClusterTests(ClusterDeployment cluster)
{
    [Fact]
    public async Task Every_client_is_sent_to_its_nearest_server_by_every_server_and_never_gets_another_clients_answer()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        foreach (var node in cluster.Nodes)
        {
            foreach (var client in cluster.Map.Clients)
            {
                // By a resolver that sends the subnet along, asked again and again between the clients' own questions.
                var reply = await Ask("resolver", node, ClientLoop.Steered, $"+subnet={client.IPv4Network}");
                Assert.Equal(cluster.Map.Best(client), Assert.Single(reply.Addresses).ToString());
                Assert.InRange(reply.Scope ?? -1, 1, 24);
            }

            Assert.Equal(0, (await Ask("resolver", node, ClientLoop.Static, $"+subnet={cluster.Map.Clients[0].IPv4Network}")).Scope);
            Assert.Contains("beside the steered addresses", (await Dig.Ask(cluster.World.Host("london"), $"@{node.Place.IPv4}", ClientLoop.Steered, "TXT")).Text, StringComparison.Ordinal);
            Assert.Equal("NXDOMAIN", (await Ask("london", node, "nope.example.org")).Status);
        }

        await cluster.UntilSteered();
        cluster.Close("ordinary", mark);
    }

    [Fact]
    public async Task Killed_coprocesses_cost_at_most_the_static_address()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        await cluster["ams"].KillCoprocesses();
        await cluster.UntilSteered();
        cluster.Close("coprocesses of ams killed", mark);
    }

    [Fact]
    public async Task A_killed_node_changes_no_answer_and_catches_up_when_it_is_back()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        await cluster["nyc"].Daemon.KillHard();
        await Until.Holds(async () => await cluster["ams"].Waiting() > 0, Deadlines.Measured, () => cluster.Logs);
        var monitoring = await cluster["nyc"].Proxima("check.monitoring", "--config", cluster["nyc"].Config);
        Assert.True(monitoring.ExitCode == 0, monitoring.Output + monitoring.Errors);
        Assert.Contains("3 of 3 endpoints answer; proximad does not run", monitoring.Output, StringComparison.Ordinal);

        // While it is dead, PowerDNS answers from its last files: every client still gets its best server from it.
        await cluster.UntilSteered();
        await cluster["nyc"].Daemon.DisposeAsync();
        cluster["nyc"].StartDaemon();
        await Until.Holds(async () => (await cluster["ams"].Waiting()) + (await cluster["sin"].Waiting()) == 0, Deadlines.Measured, () => cluster.Logs);
        await cluster.UntilSteered();
        cluster.Close("proximad of nyc killed", mark);
    }

    [Fact]
    public async Task A_server_that_is_down_gets_no_clients_and_leaves_the_NS_answers_until_it_is_back()
    {
        await StartCase();
        var ams = cluster["ams"];
        var mark = cluster.Clients.Mark();
        cluster.World.Say("down nyc");
        await cluster.UntilSteered(without: "nyc");
        var check = await CheckDns(ams);
        Assert.True(check.ExitCode == 2, check.Output + check.Errors);
        TestContext.Current.SendDiagnosticMessage(check.Output);
        Assert.Contains("2 of 3 peers well; out of the NS answers: ns2.isp.net.", check.Output, StringComparison.Ordinal);
        await Until.Holds(async () => await NameServers(ams) == "ns1.isp.net. ns3.isp.net.", Deadlines.Measured, () => ams.Log);

        cluster.World.Say("up nyc");
        await cluster.UntilSteered();
        check = await CheckDns(ams);
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        Assert.Contains("'ns3.isp.net'=", check.Output, StringComparison.Ordinal);
        await Until.Holds(async () => await NameServers(ams) == "ns1.isp.net. ns2.isp.net. ns3.isp.net.", Deadlines.Measured, () => ams.Log);
        cluster.Close("server nyc down", mark, maySilent: "nyc");
    }

    [Fact]
    public async Task A_stopped_database_changes_no_answer_and_measuring_goes_on_when_it_is_back()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        await cluster.Database.StopAsync();
        await Until.Holds(async () => (await cluster["ams"].Status()).GetProperty("troubles").GetArrayLength() > 0, Deadlines.Measured, () => cluster.Logs);
        await cluster.UntilSteered();
        await cluster.Database.StartAsync();
        var stored = Stored("ams").Count;
        await Until.Holds(() => Stored("ams").Count > stored, Deadlines.Measured, () => cluster.Logs);
        await cluster.UntilSteered();
        cluster.Close("database stopped", mark);
    }

    [Fact]
    public async Task A_node_that_starts_without_its_database_says_so_in_one_line_and_changes_no_answer()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        var nyc = cluster["nyc"];
        await cluster.Database.StopAsync();
        await nyc.Daemon.Terminate();
        await nyc.Daemon.DisposeAsync();
        nyc.StartDaemon();
        await Until.Holds(() => nyc.Daemon.HasExited && nyc.Daemon.Log.Length > 0, Deadlines.Measured, () => nyc.Log);
        Assert.Contains($"database nyc at mysql server {cluster.Database.Socket}", nyc.Daemon.Log, StringComparison.Ordinal);
        await cluster.UntilSteered();

        // As systemd would, a second later.
        await cluster.Database.StartAsync();
        await nyc.Daemon.DisposeAsync();
        nyc.StartDaemon();
        var stored = Stored("nyc").Count;
        await Until.Holds(() => Stored("nyc").Count > stored, Deadlines.Measured, () => cluster.Logs);
        await cluster.UntilSteered();
        cluster.Close("node nyc started without its database", mark);
    }

    [Fact]
    public async Task A_stopped_memcached_changes_no_answer()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        await cluster["sin"].Memcached.KillHard();
        await cluster.UntilSteered();
        await cluster["sin"].Memcached.DisposeAsync();
        cluster["sin"].StartMemcached();
        await cluster.UntilSteered();
        cluster.Close("memcached of sin stopped", mark);
    }

    [Fact]
    public async Task A_peer_that_is_cut_off_goes_on_and_every_store_holds_every_sample_once_when_it_is_back()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        var from = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        cluster.World.Say("cut sin ams");
        cluster.World.Say("cut sin nyc");
        await Until.Holds(
            async () => await cluster["ams"].Waiting() > 0 && await cluster["nyc"].Waiting() > 0 && await cluster["sin"].Waiting() > 0, Deadlines.Measured, () => cluster.Logs);

        // A pass of the cron script meanwhile: what it measured for the missing peer comes later, from its spool.
        var pass = await cluster["ams"].Proxima("check.client.latency", "--config", cluster["ams"].Config);
        Assert.True(pass.ExitCode == 1, pass.Output + pass.Errors);
        Assert.Contains("not reached: https://ns3.isp.net:8054", pass.Errors, StringComparison.Ordinal);
        cluster.World.Say("heal sin ams");
        cluster.World.Say("heal sin nyc");
        await Until.Holds(
            async () => (await cluster["ams"].Proxima("check.client.latency", "--config", cluster["ams"].Config)).ExitCode == 0, Deadlines.Measured, () => cluster.Logs);

        var to = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await Until.Holds(
            () => cluster.Nodes.Select(node => string.Join('\n', Between(node.Name, from, to))).Distinct().Count() == 1, Deadlines.Measured,
            () => string.Join('\n', cluster.Nodes.Select(node => $"{node.Name} has {Between(node.Name, from, to).Count}")) + cluster.Logs);
        var samples = Between("sin", from, to);
        Assert.Equal(samples.Count, samples.Distinct().Count());
        Assert.Equal(3, samples.Select(sample => sample.Split(' ')[1]).Distinct().Count());
        await cluster.UntilSteered();
        cluster.Close("peer sin cut off", mark);
    }

    [Fact]
    public async Task A_site_drained_at_one_server_is_drained_at_all_and_one_that_was_cut_off_follows_when_it_is_back()
    {
        await StartCase();
        var mark = cluster.Clients.Mark();
        await Say("ams", "drain", "site:nyc", "--why", "new kernel", "--who", "ada");
        await cluster.UntilSteered(without: "nyc");

        cluster.World.Say("cut sin ams");
        cluster.World.Say("cut sin nyc");
        await Say("ams", "undrain", "site:nyc");
        await Until.Holds(async () => !(await Overrides("nyc")).Contains("ada", StringComparison.Ordinal), Deadlines.Measured, () => cluster.Logs);
        Assert.Contains("site:nyc is draining", await Overrides("sin"), StringComparison.Ordinal);
        cluster.World.Say("heal sin ams");
        cluster.World.Say("heal sin nyc");
        await cluster.UntilSteered();
        Assert.DoesNotContain("ada", await Overrides("sin"), StringComparison.Ordinal);
        cluster.Close("site nyc drained", mark);
    }

    private async Task<string> Overrides(string node) => await Say(node, "override", "list");

    private async Task<string> Say(string node, params string[] words)
    {
        var said = await cluster[node].Proxima([.. words, "--state", cluster[node].State]);
        Assert.True(said.ExitCode == 0, said.Output + said.Errors);
        return said.Output;
    }

    private async Task StartCase()
    {
        Require.Root();
        Require.Tool("dig", "bind9-dnsutils");
        Assert.SkipUnless(ClusterDeployment.CanRun, "needs pdns_server with the pipe and bind backends, mariadbd and memcached");
        await cluster.UntilSteered();
    }

    private Task<Dig> Ask(string host, ClusterNode node, string name, params string[] options) =>
        Dig.Ask(cluster.World.Host(host), [$"@{node.Place.IPv4}", name, "A", .. options]);

    private async Task<string> NameServers(ClusterNode node)
    {
        var reply = await cluster.World.Host("london").Run("dig", $"@{node.Place.IPv4}", "example.org", "NS", "+short", "+tries=1", "+time=2");
        return string.Join(' ', reply.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static Task<Finished> CheckDns(ClusterNode node) => node.Proxima(
        "check.dns", "--config", node.Config, "--timeout", "1s", "--zone-file", node.BindZone, "--reload",
        $"pdns_control --socket-dir={Path.Combine(Path.GetDirectoryName(node.Config)!, "socket")} bind-reload-now example.org");

    /// <summary>Every sample in a node's database, as site, network, kind, time and round-trip time: the same words everywhere.</summary>
    private List<string> Stored(string node) => Between(node, 0, long.MaxValue);

    private List<string> Between(string node, long from, long to)
    {
        using var session = new SqlSession(new MariaDbDialect(ServerLogin.Of(cluster.Database.Settings(node)), node));
        return [.. SampleRows.WithSites(session)
            .Where(stored => stored.Sample.AtUnixMs >= from && stored.Sample.AtUnixMs <= to)
            .Select(stored => SampleListing.Line(stored.Site, stored.Sample))
            .Order(StringComparer.Ordinal)];
    }
}
