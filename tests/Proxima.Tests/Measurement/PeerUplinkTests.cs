using Proxima.Engine.Latency;
using Proxima.Measurement.Agents;
using Proxima.Measurement.Uplink;

namespace Proxima.Tests.Measurement;

public sealed class PeerUplinkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("proxima-uplink").FullName;
    private readonly List<string> lines = [];
    private readonly ChangeLog log;

    public PeerUplinkTests() => log = new ChangeLog(lines.Add);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Samples_arrive_in_order_with_what_was_measured()
    {
        await using var peer = await FakePeer.StartAsync();
        using var uplink = Open(peer.Address);
        uplink.ToAgentPeer().Report(new ProbeSample("198.51.100.0/24", new Rtt(80123), Evidence.Icmp, 1000));
        uplink.ToAgentPeer().Report(new ProbeSample("2001:db8::/48", Rtt.Unknown, Evidence.Dns, 2000));
        uplink.ToAgentPeer().Report(new ProbeSample("192.0.2.0/24", new Rtt(30), Evidence.PassiveTcp, 3000) { Flow = new Flow(new Rtt(7), 200, 3, 4_000_000_000) });
        Assert.True(await uplink.SendAllAsync(Cancellation));
        var batch = Assert.Single(peer.Stored);
        Assert.Equal("fra", batch.Site);
        Assert.Matches("^[0-9a-f]{32}$", batch.Batch);
        Assert.True(batch.SentAt > 0);
        Assert.Equal(
            [
                new SampleEntry("198.51.100.0/24", 80123, "icmp", 1000),
                new SampleEntry("2001:db8::/48", null, "dns", 2000),
                new SampleEntry("192.0.2.0/24", 30, "passive-tcp", 3000, new FlowEntry(7, 200, 3, 4_000_000_000)),
            ],
            batch.Samples);
        Assert.Empty(lines);
    }

    [Fact]
    public async Task A_batch_whose_answer_was_cut_off_is_sent_again_with_the_same_id()
    {
        await using var peer = await FakePeer.StartAsync();
        using var uplink = Open(peer.Address);
        peer.Moods.Enqueue(PeerMood.StoreAndCut);
        Report(uplink, 0, 3);
        Assert.False(await uplink.SendAllAsync(Cancellation));
        Report(uplink, 3, 1);
        Assert.True(await uplink.SendAllAsync(Cancellation));
        var ids = peer.Arrived.Select(batch => batch.Batch).ToList();
        Assert.Equal(3, ids.Count);
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[1], ids[2]);
        Assert.Equal([0, 1, 2, 3], peer.Stored.DistinctBy(batch => batch.Batch).SelectMany(batch => batch.Samples).Select(sample => sample.At));
        Assert.Equal(2, lines.Count);
        Assert.Contains("are kept", lines[0]);
        Assert.Contains("takes samples again", lines[1]);
    }

    [Fact]
    public async Task What_a_peer_did_not_take_survives_a_restart_of_the_agent()
    {
        await using var peer = await FakePeer.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            peer.Moods.Enqueue(PeerMood.Broken);
        }

        using (var uplink = Open(peer.Address))
        {
            for (var round = 0; round < 4; round++)
            {
                Report(uplink, round * 10, 10);
                Assert.False(await uplink.SendAllAsync(Cancellation));
            }
        }

        using var restarted = Open(peer.Address);
        Assert.True(await restarted.SendAllAsync(Cancellation));
        Assert.Equal(Enumerable.Range(0, 40).Select(at => (long)at), peer.Stored.SelectMany(batch => batch.Samples).Select(sample => sample.At));
        Assert.Equal(peer.Arrived.First().Batch, peer.Stored.First().Batch);
        Assert.Equal(0, restarted.Lost);
        Assert.Equal(0, new FileInfo(Assert.Single(Directory.GetFiles(folder))).Length);
    }

    [Fact]
    public async Task An_agent_that_is_stopped_puts_what_is_unsent_on_the_disk()
    {
        await using var peer = await FakePeer.StartAsync();
        using (var uplink = Open(peer.Address))
        {
            Report(uplink, 0, 5);
            await uplink.RunAsync(new CancellationToken(canceled: true));
        }

        using var restarted = Open(peer.Address);
        Assert.True(await restarted.SendAllAsync(Cancellation));
        Assert.Equal(5, Assert.Single(peer.Stored).Samples.Count);
    }

    [Fact]
    public async Task A_refused_token_is_said_once_and_nothing_is_dropped()
    {
        await using var peer = await FakePeer.StartAsync();
        var tokenFile = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(tokenFile, "old-secret\n", Cancellation);
        using var uplink = Open(peer.Address, AgentToken.FromFile(tokenFile));
        for (var i = 0; i < 5; i++)
        {
            peer.Moods.Enqueue(PeerMood.Denied);
            Report(uplink, i, 1);
            Assert.False(await uplink.SendAllAsync(Cancellation));
        }

        var line = Assert.Single(lines);
        Assert.Contains(tokenFile, line);
        Assert.DoesNotContain("secret", line);
        await File.WriteAllTextAsync(tokenFile, "new-secret\n", Cancellation);
        peer.Moods.Enqueue(PeerMood.Denied);
        Assert.False(await uplink.SendAllAsync(Cancellation));
        Assert.True(await uplink.SendAllAsync(Cancellation));
        Assert.Equal("Bearer new-secret", peer.Authorizations.Last());
        Assert.Equal([0, 1, 2, 3, 4], peer.Stored.SelectMany(batch => batch.Samples).Select(sample => sample.At));
        Assert.Equal(2, lines.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task A_batch_the_peer_will_never_take_is_dropped_counted_and_said_once(int status)
    {
        await using var peer = await FakePeer.StartAsync();
        using var uplink = Open(peer.Address);
        for (var i = 0; i < 3; i++)
        {
            peer.Moods.Enqueue((PeerMood)status);
            Report(uplink, i, 2);
            Assert.True(await uplink.SendAllAsync(Cancellation));
        }

        Assert.Empty(peer.Stored);
        Assert.Equal(6, uplink.Lost);
        Assert.Single(lines);
    }

    [Fact]
    public async Task Many_samples_go_in_batches_of_at_most_the_limit_over_one_connection()
    {
        await using var peer = await FakePeer.StartAsync();
        using var uplink = Open(peer.Address);
        Report(uplink, 0, (2 * SampleBatch.MaxSamples) + 1);
        Assert.True(await uplink.SendAllAsync(Cancellation));
        Assert.Equal([SampleBatch.MaxSamples, SampleBatch.MaxSamples, 1], peer.Stored.Select(batch => batch.Samples.Count));
        Assert.Single(peer.Connections);
    }

    [Fact]
    public async Task A_peer_that_is_not_there_is_said_once_with_its_address()
    {
        Uri gone;
        await using (var peer = await FakePeer.StartAsync())
        {
            gone = peer.Address;
        }

        using var uplink = Open(gone);
        Report(uplink, 0, 1);
        Assert.False(await uplink.SendAllAsync(Cancellation));
        Assert.False(await uplink.SendAllAsync(Cancellation));
        Assert.Contains(gone.AbsoluteUri.TrimEnd('/'), Assert.Single(lines));
    }

    [Fact]
    public async Task Targets_are_read_and_those_that_are_no_host_of_their_network_left_out()
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Targets = """
            {"probes_per_second":40,"per_target_per_second":0.5,"interval_ms":2000,"targets":[
            {"network":"198.51.100.0/24","address":"198.51.100.7","resolver":true,"queries":123},
            {"network":"2001:db8::/48","address":"2001:db8::7"},
            {"network":"198.51.100.0/24","address":"203.0.113.7"},
            {"network":"224.0.0.0/24","address":"224.0.0.1"},
            {"network":"nonsense","address":"SITE"}]}
            """;
        using var uplink = Open(peer.Address);
        var list = (await uplink.GetTargetsAsync(Cancellation))!;
        Assert.Equal((40, 0.5, TimeSpan.FromSeconds(2)), (list.ProbesPerSecond, list.PerTargetPerSecond, list.Interval));
        Assert.Equal([("198.51.100.0/24", true, 123), ("2001:db8::/48", false, 0)], list.Targets.Select(target => (target.Network, target.IsResolver, target.Queries)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"targets\":null}")]
    [InlineData("")]
    public async Task An_answer_that_is_no_list_of_targets_names_nothing_to_measure(string answer)
    {
        await using var peer = await FakePeer.StartAsync();
        peer.Targets = answer;
        using var uplink = Open(peer.Address);
        Assert.Empty((await uplink.GetTargetsAsync(Cancellation))?.Targets ?? []);
    }

    private PeerUplink Open(Uri address, AgentToken? token = null) =>
        PeerUplink.Open(address, new UplinkSender("fra", token ?? AgentToken.None, folder), new UplinkSurroundings(log, TimeProvider.System, Seed: 1));

    private static void Report(PeerUplink uplink, int from, int count)
    {
        var peer = uplink.ToAgentPeer();
        for (var at = from; at < from + count; at++)
        {
            peer.Report(new ProbeSample("198.51.100.0/24", new Rtt(1), Evidence.Icmp, at));
        }
    }
}
