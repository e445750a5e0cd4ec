using System.Globalization;
using static Proxima.EndToEnd.PowerDns.PowerDnsFiles;

namespace Proxima.EndToEnd.PowerDns;

/// <summary>PowerDNS with the remote backend before bind: over a unix socket to a process of ours, and over a pipe to one that PowerDNS starts.</summary>
public sealed class RemoteTests : IAsyncLifetime
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
    [InlineData("unix")]
    [InlineData("pipe")]
    public async Task Steered_names_follow_the_client_and_static_names_stay_binds(string connector)
    {
        await using var backend = connector == "unix" ? await Listen() : null;
        await using var server = await Start(connector);
        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(Frankfurt, await server.Address(Www, "A", "-b", FrankfurtClient));
            Assert.Equal(NewYork, await server.Address(Www, "A", "-b", NewYorkClient));
            var reply = await server.Ask(Www, "A", $"+subnet={NearNewYork}");
            Assert.Equal(NewYork, Assert.Single(reply.Addresses).ToString());
            Assert.InRange(reply.Scope!.Value, 1, 24);
            Assert.Contains("\t30\tIN\tA", reply.Text, StringComparison.Ordinal);
        }

        Assert.Equal(NewYorkIPv6, await server.Address(Www, "AAAA", $"+subnet={NearNewYork}"));
        Assert.Contains("beside the steered", (await server.Ask(Www, "TXT")).Text, StringComparison.Ordinal);
        Assert.Contains("10 mail.example.org.", (await server.Ask(Www, "MX")).Text, StringComparison.Ordinal);
        Assert.Equal("192.0.2.200", await server.Address("static.example.org", "A"));
        Assert.Contains("ns1.example.net.", (await server.Ask("example.org", "NS")).Text, StringComparison.Ordinal);
        Assert.Equal("NXDOMAIN", (await server.Ask("nope.example.org", "A")).Status);
    }

    [Theory]
    [InlineData(",post=1,post_json=1")]
    [InlineData("")]
    public async Task A_node_answers_PowerDNS_over_HTTP(string mode)
    {
        PowerDnsServer.Require();
        var (dns, api) = (FreePort.Next(), FreePort.Next());
        await File.WriteAllTextAsync(files.In("proxima.conf"), $"""
            [Node]
            State = {files.In("state")}
            [DNS]
            Listen = 127.0.0.1:{dns}
            Workers = 1
            [API]
            Listen = 127.0.0.1:{api}
            [Steering]
            File = {files.In("steering.yaml")}
            """);
        await using var node = new BackgroundProcess(Repository.Program("proximad"), "--config", files.In("proxima.conf"));
        await Until.Holds(() => File.Exists(files.In("state/api.url")) || node.HasExited, Deadlines.Step, () => node.Log);
        await using var server = await Start($"http:url=http://127.0.0.1:{api}/pdns{mode},timeout=30000");

        // Nothing is measured here: the configured order, from the node's own snapshot.
        var reply = await server.Ask(Www, "A", $"+subnet={NearNewYork}");
        Assert.Equal(Frankfurt, Assert.Single(reply.Addresses).ToString());
        Assert.True(reply.Scope >= 1, reply.Text);
        Assert.Contains("beside the steered", (await server.Ask(Www, "TXT")).Text, StringComparison.Ordinal);
        Assert.Equal("192.0.2.200", await server.Address("static.example.org", "A"));
    }

    [Fact]
    public async Task Without_a_snapshot_the_static_record_is_served()
    {
        await using var backend = await Listen();
        await using var server = await Start("unix");
        File.Delete(files.Snapshot);
        Assert.Equal(Static, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
    }

    [Fact]
    public async Task A_restarted_backend_is_found_again_without_restarting_PowerDNS()
    {
        var backend = await Listen();
        await using var server = await Start("unix");
        Assert.Equal(NewYork, await server.Address(Www, "A", $"+subnet={NearNewYork}"));
        await backend.KillHard();
        await backend.DisposeAsync();
        await using var again = await Listen();
        await Until.Holds(async () => await server.Address(Www, "A", $"+subnet={NearNewYork}") == NewYork, Deadlines.Step, () => server.Process.Log);
    }

    [Fact]
    public async Task Metadata_of_bind_is_not_hidden_when_it_is_repeated()
    {
        PowerDnsServer.Require();
        var database = files.In("keys.sqlite");
        await Prepare($"launch=bind\nbind-config={files.Zones}/bind.conf\nbind-dnssec-db={database}\n");
        await Util("create-bind-db", database);
        await Util("secure-zone", "example.org");
        await Util("set-nsec3", "example.org", "1 0 0 -", "narrow");
        await File.WriteAllTextAsync(files.In("metadata"), await Util("get-meta", "example.org"));
        await using var backend = await Listen("--metadata", files.In("metadata"));
        await using var server = await Start("unix", $"bind-dnssec-db={database}\n");
        var denial = (await server.Ask("nope.example.org", "A", "+dnssec")).Text;
        Assert.Contains("NSEC3 1 0 0 -", denial, StringComparison.Ordinal);
    }

    private async Task<BackgroundProcess> Listen(params string[] flags)
    {
        PowerDnsServer.Require();
        var backend = new BackgroundProcess(Repository.Program("proxima"), ["pdns", "remote", "--snapshot", files.Snapshot, "--socket", files.In("remote.sock"), .. flags]);
        await Until.Holds(() => File.Exists(files.In("remote.sock")) || backend.HasExited, Deadlines.Step, () => backend.Log);
        return backend;
    }

    private async Task<PowerDnsServer> Start(string connector, string lines = "")
    {
        PowerDnsServer.Require();
        await Prepare("");
        var connection = connector switch
        {
            "unix" => $"unix:path={files.In("remote.sock")},timeout=30000",
            "pipe" => $"pipe:command={Repository.Program("proxima")} pdns remote --snapshot {files.Snapshot},timeout=30000",
            _ => connector,
        };
        return await PowerDnsServer.Start(files, string.Create(CultureInfo.InvariantCulture, $"""
            launch=remote,bind
            remote-connection-string={connection}
            zone-cache-refresh-interval=0
            consistent-backends=no
            edns-subnet-processing=yes
            cache-ttl=2
            query-cache-ttl=0
            bind-config={files.Zones}/bind.conf
            {lines}

            """));
    }

    private async Task Prepare(string conf)
    {
        await PowerDnsFiles.Proxima("pdns", "config", "--snapshot", files.Snapshot, "--zones", files.Zones);
        await File.WriteAllTextAsync(files.In("pdns.conf"), conf);
    }

    private async Task<string> Util(params string[] words)
    {
        var finished = await Finished.Run("pdnsutil", [$"--config-dir={files.Folder}", .. words]);
        Assert.True(finished.ExitCode == 0, $"pdnsutil {string.Join(' ', words)}: {finished.Output}{finished.Errors}");
        return finished.Output;
    }
}
