using System.Net;
using System.Net.Sockets;
using Proxima.Engine.Health;
using Proxima.Engine.Reports;
using Proxima.Engine.Snapshots;
using Proxima.Engine.Zones;
using Proxima.Tests.Answering;
using Proxima.Tests.Snapshots;
using Proxima.Tests.Zones;

namespace Proxima.Tests.Listeners;

public sealed class ServeCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("proxima-serve-");

    private string SnapshotPath => Path.Combine(folder.FullName, "snapshot");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Foreign_clients_get_their_answers_over_both_transports_and_both_families()
    {
        Assert.SkipUnless(Oracles.Has("dig") && Oracles.Has("kdig"), "needs dig and kdig");
        Publish(1);
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--nsid", "here", "--workers", "2", "--pin");
        foreach (var address in serve.AwaitReady())
        {
            string[] server = [$"@{address.Address}", "-p", address.Port.ToString()];
            Assert.Equal("192.0.2.1\n", await Oracles.RunAsync("dig", [.. server, "+short", "www.example.org", "A"]));
            Assert.Equal("192.0.2.1\n", await Oracles.RunAsync("dig", [.. server, "+short", "+tcp", "www.example.org", "A"]));
            Assert.Equal(
                "192.0.2.1\n192.0.2.1\n192.0.2.1\n",
                await Oracles.RunAsync("kdig", [.. server, "+short", "+tcp", "+keepopen", "www.example.org", "A", "www.example.org", "A", "www.example.org", "A"]));
            Assert.Contains("(\"here\")", await Oracles.RunAsync("dig", [.. server, "+nsid", "www.example.org", "A"]));
        }
    }

    [Fact]
    public void A_renamed_snapshot_is_taken_over_and_the_stop_is_clean()
    {
        Publish(1);
        var report = Path.Combine(folder.FullName, "report");
        var ready = Path.Combine(folder.FullName, "ready");
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--report", report, "--ready-file", ready);
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        Assert.Equal(1, LastOctetAskedOver(client));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(ready) && new FileInfo(ready).Length == 1, TimeSpan.FromSeconds(20)));

        Publish(2);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 2, TimeSpan.FromSeconds(20)));

        Assert.True(ReportReader.TryOpen(report, out var reader, out var problem), problem);
        using (reader)
        {
            Assert.InRange(reader!.Total(Counter.TcpQueries), 2, long.MaxValue);
        }

        serve.Signal("TERM");
        Assert.Equal((0, string.Empty), serve.AwaitEnd());
    }

    [Fact]
    public void It_goes_on_when_its_parents_pipes_are_gone()
    {
        Publish(1);
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0");
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        serve.Process.StandardInput.Close();
        serve.Process.StandardOutput.Close();
        serve.Process.StandardError.Close();
        serve.Signal("HUP");

        // Makes it say something on the closed pipe.
        SnapshotFile.Write(SnapshotPath, [1, 2, 3]);
        Publish(2);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 2, TimeSpan.FromSeconds(20)));
        Assert.False(serve.Process.HasExited);
    }

    [Fact]
    public void Without_a_snapshot_it_says_what_to_do_and_leaves()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0");
        var (code, errors) = serve.AwaitEnd();

        Assert.Equal(1, code);
        Assert.Contains(SnapshotPath, errors);
        Assert.Contains("--wait", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public void Told_to_wait_it_answers_SERVFAIL_until_there_is_a_snapshot()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--wait");
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        client.Socket.Send(RawQuery.Framed(1));
        Assert.Equal(RawQuery.ServFail, RawQuery.RcodeOf(client.ReceiveMessage()));

        Publish(3);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 3, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Waiting_is_said_in_one_line_and_only_when_it_takes_long()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--wait");
        serve.AwaitReady();
        Assert.Equal($"waiting for snapshot {SnapshotPath}", serve.Process.StandardError.ReadLine());
        serve.Signal("TERM");
        Assert.Equal((0, string.Empty), serve.AwaitEnd());
    }

    [Fact]
    public void A_snapshot_that_comes_soon_was_never_missing()
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--wait");
        using var client = TcpClientUnderTest.ConnectTo(serve.AwaitReady()[0]);
        Publish(3);
        Assert.True(SpinWait.SpinUntil(() => LastOctetAskedOver(client) == 3, TimeSpan.FromSeconds(20)));
        serve.Signal("TERM");
        Assert.Equal((0, string.Empty), serve.AwaitEnd());
    }

    [Fact]
    public async Task The_idle_timeout_it_keeps_is_the_one_it_tells()
    {
        Assert.SkipUnless(Oracles.Has("dig"), "needs dig");
        Publish(1);
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0");
        var address = serve.AwaitReady()[0];
        var text = await Oracles.RunAsync("dig", $"@{address.Address}", "-p", address.Port.ToString(), "+tcp", "+keepalive", "www.example.org", "A");
        Assert.Contains("TCP-KEEPALIVE: 10.0 secs", text.Replace("TCP KEEPALIVE", "TCP-KEEPALIVE"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_port_is_one_line_with_the_address()
    {
        Publish(1);
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", taken.LocalEndPoint!.ToString()!);
        var (code, errors) = serve.AwaitEnd();

        Assert.Equal(1, code);
        Assert.StartsWith($"proxima serve: cannot listen on TCP {taken.LocalEndPoint}: another program has it", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public void A_missing_health_file_is_said_once_and_taken_over_when_it_comes()
    {
        Publish(1);
        var health = Path.Combine(folder.FullName, "health");
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", "127.0.0.1:0", "--health", health);
        serve.AwaitReady();
        Assert.Contains(health, serve.Process.StandardError.ReadLine());
        using var written = HealthFile.Create(health);
        Assert.Contains("read again", serve.Process.StandardError.ReadLine());
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("example.org:53")]
    [InlineData("2001:db8::1:53000")]
    [InlineData("2001:db8::1:0")]
    public void An_address_without_a_port_or_by_name_is_refused_with_what_was_expected(string address)
    {
        using var serve = new ServeProcess("--snapshot", SnapshotPath, "--listen", address);
        var (code, errors) = serve.AwaitEnd();

        Assert.Equal(2, code);
        Assert.Contains("expected ADDRESS:PORT", errors);
    }

    private static int LastOctetAskedOver(TcpClientUnderTest client)
    {
        client.Socket.Send(RawQuery.Framed(1));
        return client.ReceiveMessage()[^1];
    }

    private static Zone ZoneOf(int serial) => ZoneText.WithApex("example.org", $"www 60 A 192.0.2.{serial}");

    private void Publish(byte serial) => SnapshotFile.Write(SnapshotPath, TestSnapshot.FileOf(serial, ZoneOf(serial)));
}
