using System.Globalization;
using static Proxima.EndToEnd.PowerDns.PowerDnsFiles;

namespace Proxima.EndToEnd.PowerDns;

/// <summary>PowerDNS with the pipe backend before the bind backend, as <c>proxima pdns config</c> sets it up. Nothing is mocked.</summary>
public sealed class PipeTests : IAsyncLifetime
{
    private const string Www = "www.example.org";

    private PowerDnsFiles files = null!;

    public async ValueTask InitializeAsync() => files = await Write();

    public ValueTask DisposeAsync()
    {
        files.Delete();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("A", NearFrankfurt, Frankfurt)]
    [InlineData("A", NearNewYork, NewYork)]
    [InlineData("AAAA", NearFrankfurt, FrankfurtIPv6)]
    [InlineData("AAAA", NearNewYork, NewYorkIPv6)]
    [InlineData("A", NearNewYorkIPv6, NewYork)]
    [InlineData("AAAA", NearNewYorkIPv6, NewYorkIPv6)]
    public async Task A_client_subnet_gets_its_nearest_site_and_a_scope(string type, string subnet, string expected)
    {
        await using var server = await Start();
        foreach (var transport in new[] { "+notcp", "+tcp" })
        {
            var reply = await server.Ask(Www, type, $"+subnet={subnet}", transport);
            Assert.Equal(expected, Assert.Single(reply.Addresses).ToString());
            var length = int.Parse(subnet.Split('/')[1], CultureInfo.InvariantCulture);
            Assert.InRange(reply.Scope!.Value, 1, length);
        }
    }

    [Fact]
    public async Task Without_a_client_subnet_or_with_one_of_no_bits_the_source_address_decides()
    {
        await using var server = await Start();
        foreach (var subnet in new[] { "+nosubnet", "+subnet=0.0.0.0/0", "+subnet=::/0" })
        {
            Assert.Equal(Frankfurt, await server.Address(Www, "A", "-b", FrankfurtClient, subnet));
            Assert.Equal(NewYork, await server.Address(Www, "A", "-b", NewYorkClient, subnet));
        }

        Assert.Null((await server.Ask(Www, "A", "-b", NewYorkClient, "+nosubnet")).Scope);
    }

    [Theory]
    [InlineData("")]
    [InlineData("query-cache-ttl=20\n")]
    public async Task Two_clients_never_get_each_others_answer_out_of_the_caches(string lines)
    {
        await using var server = await Start(lines);
        for (var round = 0; round < 15; round++)
        {
            Assert.Equal(Frankfurt, await server.Address(Www, "A", "-b", FrankfurtClient));
            Assert.Equal(NewYork, await server.Address(Www, "A", "-b", NewYorkClient));
            Assert.Equal(Frankfurt, await server.Address(Www, "A", "-b", FrankfurtClient, "+subnet=0.0.0.0/0"));
            Assert.Equal(NewYork, await server.Address(Www, "A", "-b", NewYorkClient, "+subnet=0.0.0.0/0"));
            Assert.Equal(NewYork, await server.Address(Www, "A", "-b", FrankfurtClient, $"+subnet={NearNewYork}"));
            Assert.Equal(Frankfurt, await server.Address("wWw.eXample.org", "A", "-b", NewYorkClient, $"+subnet={NearFrankfurt}"));
        }
    }

    [Fact]
    public async Task What_is_not_steered_is_answered_by_bind_and_what_stands_beside_the_steered_addresses_stays()
    {
        await using var server = await Start();
        async Task<string> Short(string name, string type) =>
            string.Join('|', (await server.Raw(name, type, "+short", $"+subnet={NearNewYork}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

        Assert.Equal("192.0.2.200", await Short("static.example.org", "A"));
        Assert.Equal("ns1.example.net.|ns2.example.net.", await Short("example.org", "NS"));
        Assert.Equal("10 www.example.org.", await Short("example.org", "MX"));
        Assert.Equal("\"beside the steered addresses\"", await Short(Www, "TXT"));
        Assert.Equal("10 mail.example.org.", await Short(Www, "MX"));
        Assert.Equal("1 2 5060 www.example.org.", await Short("_sip._udp.example.org", "SRV"));
        Assert.Equal($"{NewYork}|www.example.org.", await Short("alias.example.org", "A"));
        Assert.Equal(NewYork, await Short("anything.wild.example.org", "A"));
        Assert.Equal("\"any\"", await Short("anything.wild.example.org", "TXT"));
        Assert.Equal("NXDOMAIN", (await server.Ask("nope.example.org", "A")).Status);
        var none = await server.Ask(Www, "CAA");
        Assert.Equal("NOERROR", none.Status);
        Assert.Contains("SOA", none.Text, StringComparison.Ordinal);
        var referral = await server.Ask("x.sub.example.org", "A");
        Assert.Contains("ns.sub.example.org.", referral.Text, StringComparison.Ordinal);
        Assert.Equal("0", (await server.Ask("static.example.org", "A", $"+subnet={NearNewYork}")).Scope?.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Killed_coprocesses_are_replaced_and_no_query_meets_SERVFAIL()
    {
        await using var server = await Start();
        var replies = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            await Steered(server);
            foreach (var id in await server.Coprocesses())
            {
                await Finished.Run("kill", "-9", id.ToString(CultureInfo.InvariantCulture));
            }

            for (var query = 0; query < 12; query++)
            {
                replies.Add(await server.Address(Www, "A", $"+subnet={NearNewYork}", query % 3 == 0 ? "+tcp" : "+notcp"));
            }
        }

        // A killed coprocess costs at most the static record, in the one query that finds it dead.
        Assert.All(replies, reply => Assert.Contains(reply, new[] { NewYork, Static }));
        await Steered(server);
        TestContext.Current.SendDiagnosticMessage($"{replies.Count(reply => reply == NewYork)} of {replies.Count} steered while coprocesses were killed, the others static");
    }

    [Fact]
    public async Task Without_a_snapshot_the_static_record_is_served_and_with_one_the_steered_one_again()
    {
        await using var server = await Start();
        var back = TimeSpan.Zero;
        for (var round = 0; round < 3; round++)
        {
            await Steered(server);
            File.Move(files.Snapshot, files.In("away"));
            Assert.Equal(Static, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
            Assert.Equal(FrankfurtIPv6, await server.Address(Www, "AAAA", $"+subnet={NearNewYork}"));
            Assert.Equal(Static, await server.Address("anything.wild.example.org", "A"));
            File.Move(files.In("away"), files.Snapshot);
            var took = await Steered(server);
            back = took > back ? took : back;
        }

        Assert.Contains("PowerDNS serves the static records", server.Process.Log, StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage($"static with the next query, steered again after {back.TotalSeconds:0.0} s at most");
    }

    [Fact]
    public async Task A_snapshot_cut_short_where_it_lies_costs_no_answer_and_kills_no_coprocess()
    {
        await using var server = await Start();
        await Steered(server);

        // As "cp" or an editor would: not renamed into place, so that what coprocesses have mapped is gone under them.
        await using (var file = new FileStream(files.Snapshot, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(file.Length / 2);
        }

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(Static, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
        }

        Assert.Contains("PowerDNS serves the static records", server.Process.Log, StringComparison.Ordinal);
        await files.BuildSnapshot();
        await Steered(server);
    }

    [Fact]
    public async Task A_renamed_snapshot_is_answered_from_at_the_next_query()
    {
        await using var server = await Start();
        Assert.Equal(NewYork, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
        await files.BuildSnapshot(swapped: true);
        Assert.Equal(Frankfurt, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
        Assert.Equal(NewYork, await server.Address(Www, "A", $"+subnet={NearFrankfurt}"));
    }

    [Fact]
    public async Task A_stale_snapshot_steers_nobody()
    {
        await using var server = await Start(flags: "--max-age 6s");
        await Until.Holds(async () => await server.Address(Www, "A", $"+subnet={NearNewYork}") == Static, Deadlines.Step, () => server.Process.Log);
        Assert.Contains("is older than 00:00:06", server.Process.Log, StringComparison.Ordinal);
        await files.BuildSnapshot();
        await Steered(server);
    }

    [Theory]
    [InlineData("[Applcation]\nDebug = perhaps\n", "plugin.conf:1:1: unknown section 'Applcation'")]
    [InlineData(null, "unknown flag '--sanpshot'")]
    public async Task A_broken_configuration_leaves_DNS_up_with_the_static_records_and_says_one_clear_line(string? settings, string complaint)
    {
        await File.WriteAllTextAsync(files.In("plugin.conf"), settings ?? "");
        await using var server = await Start(flags: settings is null ? "--sanpshot x" : $"--config {files.In("plugin.conf")}");
        Assert.Equal(Static, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
        Assert.Equal("192.0.2.200", await server.Address("static.example.org", "A"));
        Assert.Contains(complaint, server.Process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_explains_each_answer_in_the_log_and_shows_no_password()
    {
        await File.WriteAllTextAsync(files.In("plugin.conf"), """
            [Application]
            Version = 1.2.0
            License = da9cc627d31758c037d5c96adfbb19e4c369b83d
            Debug = true
            [DNS]
            Zone = example.org
            Email = hostmaster@example.org
            NS1 = ns1.isp.net
            NS2 = ns2.isp.net
            TTL = 60
            [DB]
            Type = mysql
            Server = 127.0.0.1
            User = mysql_user
            Password = only-this-test-knows
            Port = 3306
            Database = latency
            [Memcached]
            Server = 127.0.0.1
            Port = 11211
            TTL = 60
            """);
        await using var server = await Start(flags: $"--config {files.In("plugin.conf")}");
        Assert.Equal(NewYork, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
        await Until.Holds(
            () => server.Process.Log.Contains("www.example.org. A for 203.0.113.0/24 (by client subnet): 192.0.2.2, nyc is 10.0 ms away", StringComparison.Ordinal),
            Deadlines.Step, () => server.Process.Log);
        Assert.DoesNotContain("only-this-test-knows", server.Process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_transfer_gives_the_static_zone()
    {
        await using var server = await Start("allow-axfr-ips=127.0.0.0/8\n");
        var transfer = (await server.Raw("example.org", "AXFR")).Output;
        Assert.Contains($"www.example.org.\t30\tIN\tA\t{Static}", transfer.Replace("\t\t", "\t", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain($"\t{NewYork}\n", transfer, StringComparison.Ordinal);
    }

    /// <summary>
    /// Static answers stay in the packet cache for cache-ttl (2 s as configured), and each of the five backend threads may meet its dead
    /// coprocess one after the other; meanwhile nothing but the steered and the static address may come.
    /// </summary>
    private static Task<TimeSpan> Steered(PowerDnsServer server) => Until.Holds(
        async () =>
        {
            var address = await server.Address(Www, "A", $"+subnet={NearNewYork}");
            Assert.Contains(address, new[] { NewYork, Static });
            return address == NewYork;
        },
        Deadlines.Step, () => $"the steered address comes back; PowerDNS said:\n{server.Process.Log}");

    private Task<PowerDnsServer> Start(string lines = "", string flags = "")
    {
        PowerDnsServer.Require();
        return PowerDnsServer.StartWithPipe(files, lines, flags);
    }
}
