using System.Collections.Concurrent;
using System.CommandLine;
using Proxima.Measurement.Uplink;
using Proxima.Tool.Commands;
using Proxima.Tool.Measuring;

namespace Proxima.Tests.Measurement;

public sealed class AgentCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("proxima-agent").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task One_pass_fetches_targets_measures_reports_and_ends_with_0()
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Targets = """{"probes_per_second":50,"per_target_per_second":1,"interval_ms":60000,"targets":[{"network":"127.0.0.0/24","address":"127.0.0.1","resolver":false,"queries":9}]}""";
        var (code, log) = await RunAsync($"agent --site fra --peer {peer.Address} --spool {folder} --once");
        Assert.Equal(0, code);
        Assert.Equal("127.0.0.0/24", Assert.Single(Assert.Single(peer.Stored).Samples).Network);

        // Where no ICMP socket is allowed, that is said; nothing else is.
        Assert.DoesNotContain("peer", log);
    }

    [Fact]
    public async Task One_pass_with_a_peer_that_is_away_serves_the_other_and_ends_with_1_and_one_line_that_names_it()
    {
        Uri gone;
        await using (var peer = await FakePeer.StartAsync())
        {
            gone = peer.Address;
        }

        await using var lively = await FakePeer.StartAsync();
        var (code, log) = await RunAsync($"agent --site fra --peer {gone} --peer {lively.Address} --once");
        Assert.Equal(1, code);
        Assert.Contains(gone.AbsoluteUri.TrimEnd('/'), Assert.Single(log.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once_and_the_code_is_2()
    {
        var (code, log) = await RunAsync($"agent --peer ftp://example.org --interval 5 --token-file {folder}/none --config {folder}/none.conf");
        Assert.Equal(2, code);
        foreach (var word in (string[])["--site", "--peer", "--interval", "--token-file", "none.conf"])
        {
            Assert.Contains(word, log);
        }
    }

    [Fact]
    public async Task Without_site_and_peer_both_are_asked_for()
    {
        var (code, log) = await RunAsync("agent");
        Assert.Equal(2, code);
        Assert.Equal(2, log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_spool_that_cannot_be_made_is_one_line_with_its_path_and_code_1()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "in the way", TestContext.Current.CancellationToken);
        var (code, log) = await RunAsync($"agent --site fra --peer http://127.0.0.1:9 --spool {file}/spool --once");
        Assert.Equal(1, code);
        Assert.Contains(file, Assert.Single(log.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Flags_win_over_the_settings_file_and_the_file_over_nothing()
    {
        var config = Path.Combine(folder, "proxima.conf");
        File.WriteAllText(config, "[Agent]\nSite = ams\nPeers = http://192.0.2.1:8053, http://192.0.2.2:8053\nSpool = spool\n");
        var request = AgentRequest.Read(new AgentFlags(config, "fra", [], null) { Interval = "2s" }, new Dictionary<string, string>());
        Assert.Empty(request.Errors);
        Assert.Equal("fra", request.Place.Sender.Site);
        Assert.Equal(["http://192.0.2.1:8053/", "http://192.0.2.2:8053/"], request.Place.Peers.Select(peer => peer.AbsoluteUri));
        Assert.Equal(Path.Combine(folder, "spool"), request.Place.Sender.SpoolDirectory);
        Assert.Equal(TimeSpan.FromSeconds(2), request.Pace.Interval);
        request = AgentRequest.Read(new AgentFlags(config, null, ["http://192.0.2.3", "http://192.0.2.3/"], null), new Dictionary<string, string>());
        Assert.Equal("ams", request.Place.Sender.Site);
        Assert.Equal("http://192.0.2.3/", Assert.Single(request.Place.Peers).AbsoluteUri);
    }

    [Fact]
    public async Task A_session_that_is_stopped_has_measured_and_sent_or_spooled()
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Targets = """{"targets":[{"network":"127.0.0.0/24","address":"127.0.0.1"}]}""";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var place = new AgentPlace(new UplinkSender("fra", AgentToken.None, folder), [peer.Address]);
        var log = new ConcurrentQueue<string>();
        var surroundings = new UplinkSurroundings(new Proxima.Measurement.Agents.ChangeLog(log.Enqueue), TimeProvider.System, Seed: 1);
        using (var session = new AgentSession(place, new(), surroundings))
        {
            var running = session.RunAsync(stop.Token);
            await Task.WhenAny(running, peer.FirstStored, Task.Delay(TimeSpan.FromSeconds(60), stop.Token));
            Assert.True(peer.FirstStored.IsCompleted, $"nothing was stored; the session {running.Status}, {running.Exception}; it said: {string.Join("; ", log)}");
            await stop.CancelAsync();
            await running;
        }

        Assert.Equal("127.0.0.0/24", peer.Stored.First().Samples[0].Network);
    }

    private static async Task<(int Code, string Log)> RunAsync(string line)
    {
        using var log = new StringWriter();
        var root = new RootCommand { AgentCommand.Create() };
        var code = await root.Parse(line).InvokeAsync(new InvocationConfiguration { Error = log, Output = log }, TestContext.Current.CancellationToken);
        return (code, log.ToString());
    }
}
